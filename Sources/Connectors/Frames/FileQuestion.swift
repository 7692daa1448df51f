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

/// What a gateway answers to it.
enum FileAnswer: Equatable {
  case bytes([UInt8])
  case gone
  case unreadable(String)

  func encode(into writer: inout FrameWriter) {
    switch self {
    case .bytes(let bytes):
      writer.number(UInt8(0))
      writer.data(bytes)
    case .gone:
      writer.number(UInt8(1))
    case .unreadable(let reason):
      writer.number(UInt8(2))
      writer.text(reason)
    }
  }

  init(from reader: inout FrameReader) throws(FrameError) {
    switch try reader.number(UInt8.self) {
    case 0: self = .bytes(try reader.data(limit: FileQuestion.maxPiece))
    case 1: self = .gone
    case 2: self = .unreadable(try reader.text(limit: FrameFormat.maxFrame))
    default: throw FrameError(.invalid, "an answer about a file of no kind")
    }
  }
}
