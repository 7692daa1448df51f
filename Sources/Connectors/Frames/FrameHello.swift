/// The first frame in either direction: which protocol a side speaks, and how much it takes.
struct FrameHello: Equatable {
  var version = FrameFormat.version
  /// The largest frame that this side takes, in bytes.
  var maxFrame = FrameFormat.maxFrame

  func encode(into writer: inout FrameWriter) {
    writer.number(version)
    writer.number(UInt64(maxFrame))
  }

  init() {}

  /// - Throws: `version` where the other side speaks another protocol.
  init(from reader: inout FrameReader) throws(FrameError) {
    version = try reader.number()
    guard version == FrameFormat.version else {
      throw FrameError(.version, "the other side speaks version \(version), this one \(FrameFormat.version)")
    }
    let bytes: UInt64 = try reader.number()
    guard bytes >= UInt64(FrameFormat.minFrame) else {
      throw FrameError(.invalid, "it takes frames of \(bytes) bytes only")
    }
    maxFrame = Int(min(bytes, UInt64(FrameFormat.maxFrame)))
  }
}
