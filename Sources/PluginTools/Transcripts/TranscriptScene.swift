import CConnectorABI
import Connectors
import JSON
import Logging
import Synchronization

/// An hour in a connector's life in a few seconds: callbacks, texts, changes of messages, refusals and lost answers, the
/// same each time, on the gateway's own host.
struct TranscriptScene: Sendable {
  static let account = "verify"
  /// How long one thing may take.
  private static let deadline = Duration.seconds(6)

  /// `path#id`.
  var plugin: String
  var settings: [String: JSONValue]
  var recipient: String
  var chat: String?
  var answers: [Fixtures.Answer]
  var callbacks: [BenchCallback]
  var texts: [String]
  var kinds: [BenchChange.Kind]
  var sends: Bool
  var receives: Bool
  var cancels: Bool
  var mask: SecretMask

  /// Plays it, and writes down what the connector did.
  ///
  /// - Throws: why the host does not take the connector.
  func play(_ hosting: Hosting) async throws -> Transcript {
    let http = ScriptedHTTP(kindly)
    let state = RememberedState()
    let events = SharedEvents()
    let host = ConnectorHost(
      accounts: [
        ChannelAccountConfiguration(name: Self.account, plugin: plugin, settings: settings, hosting: hosting)
      ], searchPath: [], logger: Logger(label: "verify") { _ in SwiftLogNoOpLogHandler() },
      eventSink: { new in events.add(new) })
    try await host.start(services: ConnectorServices(http: http, state: state))
    var transcript = Transcript(now: ConnectorClock.system.realtime(), mask: mask)
    let health = await connected(host)
    transcript.add("connect: \(health.status.rawValue) \(health.detail)")
    if receives { await receive(host, &transcript) }
    var last = "remote-1"
    if sends { last = await send(host, http, &transcript) ?? last }
    await change(host, http, last, &transcript)
    if sends, cancels { await cancel(host, http, &transcript) }
    if sends { await fail(host, http, &transcript) }
    await host.shutdown(deadline: .seconds(2))
    for request in http.asked { transcript.add(request) }
    for event in events.all { transcript.add(event: event) }
    for change in state.kept { transcript.add(kept: change) }
    return transcript
  }

  private var kindly: @Sendable (ConnectorHTTPRequest) -> BenchAnswer {
    let answers = answers
    return { request in answers.first { $0.isFor(request) }?.answer ?? CheckContext.kind }
  }

  private func connected(_ host: ConnectorHost) async -> ConnectorHealth {
    for _ in 0..<1_000 {
      let health = host.health(account: Self.account)
      if health.status != .starting { return health }
      try? await Task.sleep(for: .milliseconds(5))
    }
    return host.health(account: Self.account)
  }

  // MARK: Acts

  private func receive(_ host: ConnectorHost, _ transcript: inout Transcript) async {
    let strange = [BenchCallback(method: "GET", query: "a=b"), BenchCallback(body: Array("{".utf8)), BenchCallback()]
    for (index, callback) in (callbacks + strange).enumerated() {
      let request = WebhookRequest(
        receivedAt: 1_787_000_001_000_000, method: callback.method, url: callback.url, path: callback.path,
        query: callback.query, remoteAddress: "203.0.113.7", headers: callback.headers, body: callback.body,
        deadline: Self.deadline)
      let outcome = await withCheckedContinuation { continuation in
        host.webhook(request, account: Self.account) { continuation.resume(returning: $0) }
      }
      host.stateStored(outcome.stateChanges)
      transcript.add("callback \(index)", outcome)
    }
  }

  /// Sends the texts; answers the platform's id of the last one.
  private func send(_ host: ConnectorHost, _ http: ScriptedHTTP, _ transcript: inout Transcript) async -> String? {
    var last: String?
    for (index, text) in texts.enumerated() {
      var message = self.message(text, "text-\(index)")
      message.format = [.plain, .markdown, .html][index % 3]
      if index > 0 { message.replyTo = last }
      let result = await send(message, host)
      last = result.remoteID ?? last
      transcript.add("text \(index)", result)
    }
    return last
  }

  private func change(
    _ host: ConnectorHost, _ http: ScriptedHTTP, _ message: String, _ transcript: inout Transcript
  ) async {
    let answers: [(String, BenchAnswer?)] = [
      ("", nil), (" on HTTP 400", .status(400)), (" on HTTP 404", .status(404)),
      (" without an answer", .failure(.noAnswer)),
    ]
    for (round, (when, answer)) in answers.enumerated() {
      if let answer { http.answer { _ in answer } } else { http.answer(kindly) }
      for kind in kinds {
        let change = OutboundChange(
          kind.outbound, messageID: "m-1", conversationKey: "conversation-1", address: recipient, chat: chat,
          remoteID: message, idempotencyKey: "change-\(round)-\(kind.name)", deadline: Self.deadline, sender: "user-1",
          senderName: "Verifier", occurredAt: 1_787_000_002_000_000)
        let result = await withCheckedContinuation { continuation in
          _ = host.perform(change, account: Self.account) { continuation.resume(returning: $0) }
        }
        transcript.add("\(kind.name)\(when)", result)
      }
    }
    http.answer(kindly)
  }

  private func cancel(_ host: ConnectorHost, _ http: ScriptedHTTP, _ transcript: inout Transcript) async {
    http.answer { _ in .held }
    let ending = SharedEnding()
    let operation = host.sendText(message("to be cancelled", "cancelled"), account: Self.account) { ending.set($0) }
    await wait { http.heldCount > 0 || ending.result != nil }
    host.cancel(operation)
    await wait { ending.result != nil }
    http.answer(kindly)
    http.release(.response(.init(status: 200, headers: [], body: Array("{}".utf8))))
    for _ in 0..<4 where ending.result == nil { await wait { ending.result != nil } }
    if let result = ending.result {
      transcript.add("a cancelled text", result)
    } else {
      transcript.add("a cancelled text does not end")
    }
  }

  private func wait(until done: () -> Bool) async {
    for _ in 0..<400 where !done() { try? await Task.sleep(for: .milliseconds(5)) }
  }

  private func fail(_ host: ConnectorHost, _ http: ScriptedHTTP, _ transcript: inout Transcript) async {
    let answers: [(String, BenchAnswer)] =
      [400, 403, 404, 413, 500, 503].map { ("on HTTP \($0)", .status($0)) }
      + [
        ("on an answer that breaks off", .status(200, "{")), ("when nothing was sent", .failure(.notSent)),
        ("without an answer", .failure(.noAnswer)), ("on a cancelled request", .failure(.cancelled)),
        ("on HTTP 429", .status(429, "{}", [("retry-after", "3")])), ("on HTTP 401", .status(401)),
      ]
    for (index, (when, answer)) in answers.enumerated() {
      http.answer { _ in answer }
      transcript.add("a text \(when)", await send(message("Hello", "failure-\(index)"), host))
    }
  }

  private func send(_ message: OutboundText, _ host: ConnectorHost) async -> SendResult {
    await withCheckedContinuation { continuation in
      _ = host.sendText(message, account: Self.account) { continuation.resume(returning: $0) }
    }
  }

  private func message(_ text: String, _ id: String) -> OutboundText {
    OutboundText(
      messageID: id, conversationKey: "conversation-1", address: recipient, text: text, idempotencyKey: id,
      deadline: Self.deadline, metadata: ["priority": "normal"], sender: "user-1", senderName: "Verifier")
  }
}

/// Events in the order in which they came.
private final class SharedEvents: Sendable {
  private let events = Mutex<[ConnectorEvent]>([])

  func add(_ new: [ConnectorEvent]) { events.withLock { $0 += new } }
  var all: [ConnectorEvent] { events.withLock { $0 } }
}

/// How a send ended, once it has.
private final class SharedEnding: Sendable {
  private let state = Mutex<SendResult?>(nil)

  var result: SendResult? { state.withLock { $0 } }
  func set(_ result: SendResult) { state.withLock { $0 = result } }
}

extension BenchChange.Kind {
  fileprivate var outbound: OutboundChange.Kind {
    switch self {
    case .edit: .edit(text: "Hello again", format: .plain)
    case .delete: .delete
    case .reaction: .reaction("👍")
    case .read: .read
    case .typing: .typing(stopped: false)
    }
  }
}
