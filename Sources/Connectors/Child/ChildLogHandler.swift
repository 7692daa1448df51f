import Logging

/// Has the gateway write what a connector's process wants to be logged.
struct ChildLogHandler: LogHandler {
  let link: FrameLink
  var logLevel: Logger.Level
  var metadata = Logger.Metadata()

  static func logger(_ link: FrameLink, level: Logger.Level) -> Logger {
    Logger(label: "connector") { _ in ChildLogHandler(link: link, logLevel: level) }
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    // While the gateway does not read, lines are dropped.
    guard link.waitingBytes < FrameLink.highWater else { return }
    let all = metadata.merging(event.metadata ?? [:]) { $1 }
    let line = ChildLogLine(
      level: event.level, message: "\(event.message)", metadata: all.mapValues { "\($0)" })
    link.send { ChildFrame.log(line).encode(into: &$0) }
  }
}
