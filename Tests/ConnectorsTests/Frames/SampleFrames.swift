import JSON

@testable import Connectors

/// Frames with every kind of value in them, made from random numbers.
struct SampleFrames {
  var generator: SeededGenerator

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
  }

  private mutating func number(_ range: ClosedRange<Int>) -> Int { .random(in: range, using: &generator) }

  private mutating func text(_ most: Int = 40) -> String {
    let letters: [Character] = ["a", "Z", "7", " ", "é", "ß", "漢", "🙂", "\u{200D}", "\u{202E}", "\n"]
    return String((0..<number(1...most)).map { _ in letters[number(0...(letters.count - 1))] })
  }

  private mutating func maybe() -> String? { number(0...1) == 0 ? nil : text() }

  private mutating func data(_ most: Int = 300) -> [UInt8] {
    (0..<number(0...most)).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
  }

  private mutating func pairs() -> [String: String] {
    Dictionary((0..<number(0...5)).map { _ in (text(), text()) }) { $1 }
  }

  mutating func message() -> OutboundText {
    OutboundText(
      messageID: text(), conversationKey: maybe(), address: text(), chat: maybe(), replyTo: maybe(), text: text(2_000),
      format: .html,
      idempotencyKey: text(), deadline: .microseconds(number(0...1_000_000_000)), metadata: pairs(),
      attempt: number(1...99), possibleDuplicate: number(0...1) == 1, sender: maybe(), senderName: maybe())
  }

  mutating func outboundChange() -> OutboundChange {
    let kinds: [OutboundChange.Kind] = [
      .edit(text: text(2_000), format: .markdown), .delete, .reaction(text()), .read, .typing(stopped: true),
    ]
    return OutboundChange(
      kinds[number(0...4)], messageID: text(), conversationKey: maybe(), address: text(), chat: maybe(),
      remoteID: maybe(), moreIDs: [text(), text()], idempotencyKey: text(),
      deadline: .microseconds(number(0...1_000_000_000)), attempt: number(1...99), sender: maybe(),
      senderName: maybe(), occurredAt: Int64(number(0...1 << 50)))
  }

  mutating func event(of account: String) -> ConnectorEvent {
    ConnectorEvent(
      account: account, kind: [.message, .delivered, .readUpTo, .typing, .other(99)][number(0...4)],
      occurredAt: Int64(number(0...1 << 50)), eventID: maybe(), chat: text(), chatTitle: maybe(), sender: text(),
      senderName: maybe(), remoteID: maybe(), refID: text(), messageID: maybe(), text: maybe(), format: .markdown,
      until: Int64(number(1...1 << 50)), code: Int32(number(0...999)), detail: maybe(), isEcho: true, isGroup: false,
      attachments: (0..<number(0...3)).map { _ in
        EventAttachment(mediaReference: maybe(), mime: maybe(), filename: maybe(), sha256: maybe(), length: 7)
      }, metadata: pairs(), raw: data())
  }

  mutating func change(of account: String) -> ConnectorStateChange {
    ConnectorStateChange(
      account: account, key: "key-\(number(0...9))", value: number(0...3) == 0 ? nil : data(),
      changedAt: Int64(number(0...1 << 50)))
  }

  private mutating func file() -> FileReference {
    FileReference(number: generator.next(), length: generator.next())
  }

  private mutating func request(of account: String) -> ConnectorHTTPRequest {
    let bodies: [ConnectorHTTPRequest.Body] = [
      .none, .bytes(data()),
      .parts([
        .init(name: text(), filename: maybe(), mime: maybe(), data: data()), .init(name: text(), file: file()),
      ]), .file(file()),
    ]
    return ConnectorHTTPRequest(
      account: account, method: "POST", url: "https://example.org/\(text())",
      headers: [.init(name: "a", value: text())],
      body: bodies[number(0...3)], timeout: .milliseconds(number(0...60_000)), responseLimit: number(0...1 << 20),
      followsRedirects: number(0...1) == 1, storesResponse: number(0...1) == 1)
  }

  mutating func fromChild(_ account: String = "one") -> ChildFrame {
    let id = generator.next()
    switch number(0...14) {
    case 0: return .hello(FrameHello())
    case 1: return .unusable(text())
    case 2: return .created(SendResult(code: Int32(number(0...999)), detail: text()))
    case 3:
      return .ended(
        id,
        SendResult(
          code: 0, retryAfter: .milliseconds(number(0...9_999)), scope: .chat, remoteID: maybe(),
          moreRemoteIDs: [text()], detail: text(), reachedConnector: number(0...1) == 1))
    case 4:
      return .answered(
        id,
        WebhookOutcome(
          events: (0..<number(0...4)).map { _ in event(of: account) }, stateChanges: [change(of: account)],
          response: .init(status: 200, headers: [.init(name: "x-a", value: "b")], body: data()), detail: ""))
    case 5: return .event(event(of: account))
    case 6: return .keep(change(of: account))
    case 7: return .http(id, request(of: account))
    case 8: return .httpCancel(id)
    case 9: return .log(ChildLogLine(level: .warning, message: text(), metadata: pairs()))
    case 10: return .metric(ConnectorMetric(account: account, name: "a_b", kind: .gauge, value: 1.5))
    case 11: return .health(ConnectorHealth(status: .degraded, detail: text()))
    case 12:
      return .fileRead(
        FileQuestion(number: id, file: generator.next(), offset: generator.next(), count: number(0...999)))
    case 13: return .fileDone(id)
    default: return number(0...1) == 0 ? .pong(id) : .stopped
    }
  }

  mutating func fromGateway(_ account: String = "one") -> GatewayFrame {
    let id = generator.next()
    switch number(0...13) {
    case 0: return .hello(FrameHello())
    case 1: return .load(PluginRequest(path: text(), wanted: maybe(), shortName: text()))
    case 2:
      return .start(
        ChildAssignment(
          account: account, settings: JSONObject([("a", .string(text())), ("b", ["c": 3])]),
          maxInFlight: number(1...99),
          maxQueuedEvents: number(16...999), callLimits: CallLimits(), logLevel: .info,
          kept: (0..<number(0...4)).map { _ in change(of: account) }, hasHTTP: true, hasState: false, hasFiles: true,
          connects: true))
    case 3: return .connect
    case 4: return .send(id, message())
    case 5:
      return .webhook(
        id,
        WebhookRequest(
          receivedAt: 5, method: "POST", url: maybe(), path: text(), query: text(), remoteAddress: "::1",
          headers: [("a", text()), ("a", text())], body: data()))
    case 6: return .cancel(id)
    case 7:
      let failure = ConnectorHTTPOutcome.Failure.allCases[number(0...5)]
      let response = ConnectorHTTPOutcome.Response(
        status: 201, headers: [.init(name: "a", value: text())], body: data(), file: number(0...1) == 0 ? file() : nil)
      return .httpEnded(id, number(0...1) == 0 ? .failure(failure, detail: text()) : .response(response))
    case 8: return .stateStored(change(of: account))
    case 9: return .stop(within: .milliseconds(number(0...9_999)))
    case 10: return .change(id, outboundChange())
    case 11:
      return .sendFile(
        id,
        OutboundFile(message(), file: file(), caption: text(), filename: text(), mime: text(), sha256: text()))
    case 12: return .filePiece(id, [.bytes(data()), .gone, .unreadable(text())][number(0...2)])
    default: return .ping(id)
    }
  }
}
