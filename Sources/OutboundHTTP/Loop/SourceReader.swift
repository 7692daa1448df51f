import CCurl

/// Hands a source's bytes to libcurl. Belongs to the loop's thread.
final class SourceReader {
  let length: Int
  private let source: any OutboundSource
  private let transfer: Transfer
  private var position = 0

  /// The size of libcurl's buffer, and so the most that is read at once.
  static let pieceSize = 128 << 10
  /// More than any source has, and little enough for libcurl to add several up.
  private static let lengthLimit = 1 << 56

  init(_ source: any OutboundSource, of transfer: Transfer) {
    self.source = source
    self.transfer = transfer
    length = min(Int(clamping: source.length), Self.lengthLimit)
  }

  /// Begins again.
  func rewind() { position = 0 }

  /// Reads on. What goes wrong ends the transfer, and is told to it.
  private func read(into buffer: UnsafeMutableRawBufferPointer) -> Int {
    let room = min(buffer.count, length - position, Self.pieceSize)
    guard room > 0 else { return 0 }
    do {
      let count = try source.read(at: UInt64(position), into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<room]))
      if (1...room).contains(count) {
        position += count
        return count
      }
      transfer.exchange.failed(.source("the body to send ended after \(position) of \(length) bytes"))
    } catch {
      transfer.exchange.failed(.source("the body to send cannot be read: \(Exchange.words(of: error))"))
    }
    return Int(CURL_READFUNC_ABORT)
  }

  // MARK: libcurl's callbacks

  var opaque: UnsafeMutableRawPointer { Unmanaged.passUnretained(self).toOpaque() }

  /// - Parameter itself: nil once the transfer is over.
  static func read(_ buffer: UnsafeMutablePointer<CChar>?, _ count: Int, _ itself: UnsafeMutableRawPointer?) -> Int {
    guard let itself else { return Int(CURL_READFUNC_ABORT) }
    return Unmanaged<SourceReader>.fromOpaque(itself).takeUnretainedValue().read(
      into: UnsafeMutableRawBufferPointer(start: buffer, count: count))
  }

  /// libcurl only ever goes back to the beginning.
  static func seek(_ itself: UnsafeMutableRawPointer?, _ offset: Int, _ origin: Int32) -> Int32 {
    guard let itself, offset == 0, origin == 0 /* SEEK_SET */ else { return CURL_SEEKFUNC_FAIL }
    Unmanaged<SourceReader>.fromOpaque(itself).takeUnretainedValue().rewind()
    return CURL_SEEKFUNC_OK
  }
}
