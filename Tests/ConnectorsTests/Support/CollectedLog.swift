import Logging
import Synchronization

/// Keeps what is logged.
final class CollectedLog: Sendable {
  struct Line: Sendable {
    var level: Logger.Level
    var message: String
    var metadata: [String: String]
  }

  private struct Handler: LogHandler {
    let log: CollectedLog
    var logLevel = Logger.Level.debug
    var metadata = Logger.Metadata()

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      let all = metadata.merging(event.metadata ?? [:]) { $1 }
      let line = Line(level: event.level, message: "\(event.message)", metadata: all.mapValues { "\($0)" })
      log.collected.withLock { $0.append(line) }
    }
  }

  private let collected = Mutex<[Line]>([])

  var lines: [Line] { collected.withLock(\.self) }

  var logger: Logger {
    Logger(label: "test") { _ in Handler(log: self) }
  }
}
