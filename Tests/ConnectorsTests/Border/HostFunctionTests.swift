import CConnectorABI
import Connectors
import Foundation
import JSON
import Synchronization
import Testing

/// The host's functions as a connector in C sees them.
struct HostFunctionTests {
  private func probe(
    _ settings: [String: JSONValue] = [:],
    metricSink: @escaping @Sendable (ConnectorMetric) -> Void = { _ in },
    _ body: (HostFixture) async throws -> Void
  ) async throws {
    let account = ChannelAccountConfiguration(name: "one", plugin: try ProbeConnector.path(), settings: settings)
    let fixture = try HostFixture([account], metricSink: metricSink)
    try await fixture.run { try await body(fixture) }
  }

  private func found(_ text: String, _ settings: [String: JSONValue] = [:]) async throws -> String? {
    let answer = Mutex<String?>(nil)
    try await probe(settings) { fixture in
      let result = await fixture.send(text)
      answer.withLock { $0 = result.remoteID }
    }
    return answer.withLock(\.self)
  }

  @Test func copiesSettingsIntoBuffersOfAnySize() async throws {
    #expect(try await found("config", ["word": "sesam"]) == "903 1 0 1 0 1 204 903 901")
  }

  @Test func givesAllSettingsAsOneObject() async throws {
    let settings: [String: JSONValue] = ["b": "x\"y", "a": [1, true, nil], "id": .number("106500000000000123")]
    #expect(try await found("settings", settings) == #"{"a":[1,true,null],"b":"x\"y","id":106500000000000123}"#)
  }

  @Test func saysWhichServicesItDoesNotOffer() async throws {
    #expect(try await found("services") == "201 201 201 900 1")
  }

  @Test func answersWrongTokensWithoutHarm() async throws {
    #expect(try await found("tokens") == "900 902 900 900 900 901 900")
  }

  @Test func readsNoFurtherThanASmallStructGoes() async throws {
    try await probe { fixture in
      let result = await fixture.send("small result")
      #expect(result == SendResult(code: C4A_RATE_LIMITED))
      #expect(await fixture.send("small event").remoteID == "0")
      try await fixture.eventually("the event came") { fixture.reported.all.count == 1 }
      #expect(fixture.reported.all[0].refID == "r-1")
      #expect(fixture.reported.all[0].kind == .read)
    }
  }

  @Test func takesAStructOfALaterVersion() async throws {
    #expect(try await found("large result") == "large")
  }

  @Test func refusesEventsThatMakeNoSense() async throws {
    try await probe { fixture in
      #expect(await fixture.send("bad events").remoteID == "901 901 901 901 901 202 0")
      try await fixture.eventually("the unknown kind was kept") { fixture.reported.all.count == 1 }
      #expect(fixture.reported.all[0].kind == .other(4_711))
    }
  }

  @Test func repairsTextThatIsNotText() async throws {
    try await probe { fixture in
      _ = await fixture.send("odd text")
      try await fixture.eventually("the event came") { fixture.reported.all.count == 1 }
      #expect(fixture.reported.all[0].text == "a\u{FFFD}b\u{FFFD}c")
    }
  }

  @Test func leavesAnOperationOpenWhoseResultIsTooLarge() async throws {
    #expect(try await found("long id") == "202")
  }

  @Test func takesOverAllOfAnEvent() async throws {
    try await probe { fixture in
      _ = await fixture.send("rich event")
      try await fixture.eventually("the event came") { fixture.reported.all.count == 1 }
      #expect(
        fixture.reported.all[0]
          == ConnectorEvent(
            account: "one",
            kind: .message,
            occurredAt: 5,
            chat: "g-1",
            chatTitle: "Group",
            sender: "ana",
            senderName: "Ana",
            messageID: "m-1",
            format: .markdown,
            isEcho: true,
            isGroup: true,
            attachments: [EventAttachment(mediaReference: "media-1", mime: "image/png", length: 3)],
            metadata: ["k": "v"],
            raw: Array("{}".utf8)
          )
      )
    }
  }

  @Test func passesEveryFieldOfAMessage() async throws {
    try await probe { fixture in
      let message = OutboundText(
        messageID: "m",
        conversationKey: "c",
        address: "+55",
        chat: "g",
        replyTo: "r",
        text: "Olá",
        idempotencyKey: "k",
        deadline: .seconds(3),
        metadata: ["a": "b"],
        attempt: 2,
        possibleDuplicate: true,
        sender: "u",
        senderName: "Ana"
      )
      let result = await withCheckedContinuation { continuation in
        fixture.host.sendText(message, account: "one") { continuation.resume(returning: $0) }
      }
      #expect(result.remoteID == "184 2 1 3000000|m|c|+55|g|r|Olá|k|u|Ana|a=b")
    }
  }

  @Test(arguments: [0, 1, 100, 5_000, 100_000]) func passesTextsOfAnyLength(length: Int) async throws {
    try await probe { fixture in
      let text = String(repeating: "é", count: length)
      let result = await fixture.send(text)
      #expect(result.code == C4A_OK)
      #expect(result.remoteID?.contains("|m-key|c-1|+5511998877665|-|-|" + text.prefix(100)) == true)
    }
  }

  @Test func bringsForeignThreadsBackToTheInstance() async throws {
    #expect(try await found("post") == "posted")
  }

  @Test func callsAnAbortedTimerOnceAsCancelled() async throws {
    #expect(try await found("abort") == "cancelled")
  }

  @Test func passesMetricsOn() async throws {
    let metrics = Mutex<[ConnectorMetric]>([])
    try await probe(metricSink: { metric in metrics.withLock { $0.append(metric) } }) { fixture in
      #expect(await fixture.send("metrics").remoteID == "0 901 901")
    }
    #expect(metrics.withLock(\.self) == [ConnectorMetric(account: "one", name: "chunks", kind: .counter, value: 2)])
  }

  @Test func knowsAnInstanceNoMoreWhenItIsDestroyed() async throws {
    let report = try Plugins.temporaryFolder() + "/report"
    try await probe(["report": .string(report)]) { _ in }
    #expect(try String(contentsOfFile: report, encoding: .utf8) == "900 900")
  }
}
