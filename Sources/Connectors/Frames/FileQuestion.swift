/// A piece of a file that a connector's process wants.
struct FileQuestion: Equatable {
  /// The most bytes of one piece.
  static let maxPiece = 256 << 10

  /// Names the question in the answer.
  var number: UInt64
  var file: UInt64
  var offset: UInt64
  var count: UInt32

  func encode(into writer: inout FrameWriter) {
    writer.number(number)
    writer.number(file)
    writer.number(offset)
    writer.number(count)
  }

  init(number: UInt64, file: UInt64, offset: UInt64, count: Int) {
    self.number = number
    self.file = file
    self.offset = offset
    self.count = UInt32(clamping: min(count, Self.maxPiece))
  }

  init(from reader: inout FrameReader) throws(FrameError) {
    number = try reader.number()
    file = try reader.number()
    offset = try reader.number()
    count = try reader.number()
    guard count <= Self.maxPiece else { throw FrameError(.tooLong, "a piece of \(count) bytes of a file") }
  }
}
