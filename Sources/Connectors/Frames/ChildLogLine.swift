import Logging

/// A line that a connector's process wants to be in the gateway's log.
struct ChildLogLine: Equatable {
  private static let maxEntries = 32

  var level: Logger.Level
  var message: String
  var metadata: [String: String]

  init(level: Logger.Level, message: String, metadata: [String: String]) {
    self.level = level
    self.message = message
    self.metadata = metadata
  }

  func encode(into writer: inout FrameWriter) {
    writer.text(level.rawValue)
    writer.text(message)
    writer.list(metadata.prefix(Self.maxEntries)) { writer, entry in
      writer.text(entry.key)
      writer.text(entry.value)
    }
  }

  init(from reader: inout FrameReader) throws(FrameError) {
    guard let level = Logger.Level(rawValue: try reader.text(limit: 16)) else {
      throw FrameError(.invalid, "a line of no level")
    }
    self.level = level
    message = try reader.text(limit: 4 * BorderLimits.detail)
    let pairs = try reader.list(limit: Self.maxEntries) { (reader) throws(FrameError) in
      (try reader.text(limit: BorderLimits.identifier), try reader.text(limit: 4 * BorderLimits.detail))
    }
    metadata = Dictionary(pairs) { _, last in last }
  }
}
