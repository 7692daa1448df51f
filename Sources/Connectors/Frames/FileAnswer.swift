/// What a gateway answers to a `FileQuestion`.
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
