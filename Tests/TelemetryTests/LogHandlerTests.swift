import Foundation
import JSON
import Logging
import Synchronization
import Telemetry
import Testing

struct LogHandlerTests {
  /// Collects lines instead of writing them.
  private final class Lines: Sendable {
    private let kept = Mutex<[String]>([])

    var output: LogOutput {
      LogOutput { [self] line in kept.withLock { $0.append(String(decoding: line, as: UTF8.self)) } }
    }

    var all: [String] { kept.withLock { $0 } }
  }

  private let moment: @Sendable () -> LogTime = { LogTime(seconds: 1_769_851_800, microseconds: 1234) }

  private func logger(_ lines: Lines, level: Logger.Level = .trace) -> Logger {
    Logger(label: "chat4all.test") { JSONLogHandler(label: $0, level: level, output: lines.output, clock: moment) }
  }

  @Test func aRecordIsOneLineOfJSON() throws {
    let lines = Lines()
    var logger = logger(lines)
    logger[metadataKey: "node"] = "n1"
    logger.warning(
      "slow\nsend",
      metadata: ["message_id": "m\"1", "attempts": .stringConvertible(3), "ok": .stringConvertible(true)]
    )
    #expect(
      lines.all == [
        #"{"timestamp":"2026-01-31T09:30:00.001234Z","level":"warning","logger":"chat4all.test","message":"slow\nsend","#
          + #""attempts":3,"message_id":"m\"1","node":"n1","ok":true}"# + "\n"
      ]
    )
  }

  @Test func nestedMetadataStaysNested() throws {
    let lines = Lines()
    logger(lines).info("x", metadata: ["list": ["a", ["k": "v"]]])
    let value = try JSONParser.parse(try #require(lines.all.first))
    #expect(value["list"] == ["a", ["k": "v"]])
  }

  @Test func metadataCannotTakeTheNamesOfTheRecord() throws {
    let lines = Lines()
    logger(lines).info("real", metadata: ["message": "forged", "level": "none"])
    let value = try JSONParser.parse(try #require(lines.all.first))
    #expect(value["message"] == "real")
    #expect(value["level"] == "info")
    #expect(value["_message"] == "forged")
  }

  @Test func theRecordsOwnMetadataWins() throws {
    let lines = Lines()
    var logger = logger(lines)
    logger[metadataKey: "id"] = "old"
    logger.info("x", metadata: ["id": "new"])
    #expect(try JSONParser.parse(try #require(lines.all.first))["id"] == "new")
  }

  @Test func levelsBelowTheHandlersAreSilent() {
    let lines = Lines()
    logger(lines, level: .warning).info("x")
    #expect(lines.all.isEmpty)
  }

  @Test func linesOfManyTasksDoNotMix() async throws {
    let lines = Lines()
    let logger = logger(lines)
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask {
          for index in 0..<200 { logger.info("line", metadata: ["task": "\(task)", "index": "\(index)"]) }
        }
      }
    }
    #expect(lines.all.count == 1600)
    for line in lines.all { #expect(throws: Never.self) { try JSONParser.parse(line) } }
  }

  @Test func aTerminalLineNamesLevelAndMetadata() {
    let lines = Lines()
    let logger = Logger(label: "chat4all") { TerminalLogHandler(label: $0, output: lines.output, clock: moment) }
    logger.error("no luck", metadata: ["b": "2", "a": "1"])
    #expect(lines.all.first?.hasSuffix(":00.001 ERROR    chat4all no luck a=1 b=2\n") == true)
  }

  @Test func textFromOutsideCannotSteerTheTerminal() {
    let lines = Lines()
    let logger = Logger(label: "x") { TerminalLogHandler(label: $0, output: lines.output, clock: moment) }
    logger.error("a\u{1B}[2Jb\nERROR forged")
    #expect(lines.all.count == 1)
    #expect(lines.all[0].contains("\u{1B}") == false)
    #expect(lines.all[0].dropLast().contains("\n") == false)
  }

  @Test func coloursAreForTerminalsThatWantThem() {
    let lines = Lines()
    let logger = Logger(label: "x") {
      TerminalLogHandler(label: $0, usesColour: true, output: lines.output, clock: moment)
    }
    logger.error("a")
    #expect(lines.all[0].contains("\u{1B}[31mERROR"))
  }
}
