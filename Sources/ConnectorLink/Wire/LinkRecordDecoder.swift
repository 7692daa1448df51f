import NIOCore

/// Cuts what arrives into records. Nothing is kept for a record that is longer than it may be.
struct LinkRecordDecoder: NIOSingleStepByteToMessageDecoder {
  typealias InboundOut = LinkRecord

  /// The first record has to be short.
  private var limit = LinkProtocol.maxFirstRecord

  mutating func decode(buffer: inout ByteBuffer) throws -> LinkRecord? {
    guard let length = buffer.getInteger(at: buffer.readerIndex, endianness: .little, as: UInt32.self) else {
      return nil
    }
    guard length >= 1, length <= limit else {
      throw LinkFault("a record of \(length) bytes, where 1 to \(limit) are allowed")
    }
    guard buffer.readableBytes >= 4 + Int(length) else { return nil }
    buffer.moveReaderIndex(forwardBy: 4)
    guard var record = buffer.readSlice(length: Int(length)) else { return nil }
    limit = LinkProtocol.maxRecord
    return try LinkRecord(&record)
  }

  mutating func decodeLast(buffer: inout ByteBuffer, seenEOF: Bool) throws -> LinkRecord? {
    try decode(buffer: &buffer)
  }
}
