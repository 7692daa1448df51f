import Connectors
import Logging
import Synchronization
import Testing

@testable import Gateway

@Suite struct UnroutedNoticeTests {
  /// Keeps what is logged.
  private final class Lines: LogHandler, @unchecked Sendable {
    // Each test writes from one thread.
    var lines: [Logger.Metadata] = []
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { lines.append(event.metadata ?? [:]) }
  }

  @Test func tellsOfAnAccountOnceAMinute() {
    let lines = Lines()
    let notice = UnroutedNotice(logger: Logger(label: "test") { _ in lines })
    var result = IngressResult()
    for _ in 0..<3 { result.count(ConnectorEvent(account: "support", kind: .message, occurredAt: 0), .unrouted) }
    let begin = ContinuousClock.now
    notice.note(result, at: begin)
    notice.note(result, at: begin + .seconds(59))
    #expect(lines.lines == [["account": "support", "events": "3"]])
    notice.note(result, at: begin + .seconds(60))
    #expect(lines.lines.count == 2)
  }

  @Test func isSilentAboutWhatFoundItsPlace() {
    let lines = Lines()
    let notice = UnroutedNotice(logger: Logger(label: "test") { _ in lines })
    var result = IngressResult()
    result.count(ConnectorEvent(account: "support", kind: .message, occurredAt: 0), .routed)
    notice.note(result)
    #expect(lines.lines.isEmpty)
  }
}
