import ConnectorSDK
import Synchronization

/// A connector that does what its messages say.
struct Probe: TextSending, WebhookReceiving, HealthReporting {
  static let about = ConnectorDescription(
    id: "org.example.probe", channel: "probe", name: "Probe", version: "1.2.3", vendor: "Tests", license: "Apache-2.0",
    url: "https://probe.example", features: [.reply, .groups], maxTextBytes: 100, maxFileBytes: 200,
    egressHosts: ["a.example", "*.b.example"])

  struct Settings: ConnectorSettings {
    let name: String
    let key: String?
    let server: String
    let size: Int
    let isLoud: Bool
    let word: String

    init(from settings: inout SettingsReader) {
      name = settings.text("name", "what it is called")
      key = settings.optionalSecret("key", "its key", .characters(alsoOf: "_-", upTo: 8))
      server = settings.url("server", "where it is", default: "https://a.example")
      size = settings.integer("size", "how large it is", in: 1...9, default: 4)
      isLoud = settings.flag("loud", "whether it is heard", default: false)
      word = settings.text("word", "what it says", default: "hi", SettingsReader.Rule("be short") { $0.count < 4 })
    }
  }

  /// Counts the instances and sends that are alive, by the name of their account.
  final class Life: Sendable {
    private static let counts = Mutex<[String: Int]>([:])
    private let name: String

    init(_ name: String) {
      self.name = name
      Self.counts.withLock { $0[name, default: 0] += 1 }
    }

    deinit { Self.counts.withLock { $0[name, default: 0] -= 1 } }

    static func count(_ name: String) -> Int { counts.withLock { $0[name] ?? 0 } }
  }

  /// Work that is between two awaits, to see that nothing overlaps.
  final class Turn: Sendable {
    private let isTaken = Atomic(false)
    let overlaps = Atomic(0)

    func take() {
      if isTaken.exchange(true, ordering: .acquiring) { overlaps.add(1, ordering: .relaxed) }
    }

    func leave() { isTaken.store(false, ordering: .releasing) }
  }

  let settings: Settings
  let host: Host
  let turn = Turn()
  private let life: Life

  init(settings: Settings, host: Host) throws(ConnectorError) {
    if settings.name == "impossible" { throw .badConfig("'name' cannot be that") }
    self.settings = settings
    self.host = host
    life = Life(settings.name)
  }

  func connect() async throws(ConnectorError) {
    if settings.name == "offline" { throw .retry("no connection") }
  }

  func health() async throws(ConnectorError) { throw .authFailed("the key is old") }

  func sendText(_ message: TextMessage) async throws(ConnectorError) -> Sent {
    let life = Life(settings.name)
    defer { withExtendedLifetime(life) {} }
    turn.take()
    defer { turn.leave() }
    let words = message.text.split(separator: " ").map(String.init)
    switch words.first {
    case "request":
      turn.leave()
      let response = try await host.http(.get(settings.server))
      turn.take()
      return Sent("status-\(response.status)")
    case "sleep":
      turn.leave()
      try await host.sleep(for: .seconds(3))
      turn.take()
      return Sent("slept")
    case "elsewhere":
      turn.leave()
      await Task.detached { await Task.yield() }.value
      turn.take()
      if turn.overlaps.load(ordering: .relaxed) > 0 { throw .permanent("somebody else was at work") }
      return Sent("back")
    case "emit":
      try host.emit(Event(.other, id: "spontaneous"))
      return Sent("emitted")
    case "parts":
      turn.leave()
      defer { turn.take() }
      return try await host.sendParts(Array(words.dropFirst()), of: message) { part, _ async throws(ConnectorError) in
        let response = try await host.http(.get("\(settings.server)/\(part)"))
        if response.status == 410 { throw .permanent("gone") }
        if response.status != 200 { throw .retry("HTTP \(response.status)") }
        return "id-\(part)"
      }
    case "message":
      return Sent("\(message)")
    default:
      throw .rateLimited(after: .milliseconds(1_500), scope: .chat, "as you wish")
    }
  }

  func onWebhookEvent(_ request: WebhookRequest) async throws(ConnectorError) -> WebhookAnswer {
    let text = String(decoding: request.body, as: UTF8.self)
    switch text {
    case "throw": throw .retry("not now")
    case "give up": throw .permanent("never")
    case "events": return .ok([Event(.other, id: "1"), Event(.other, id: "2")])
    case "incomplete": return .ok([Event(.delivered, id: "lacks what it is about"), Event(.other, id: "2")])
    case "refuse": return WebhookAnswer(status: 418, events: [Event(.other, id: "1")])
    case "nonsense": return WebhookAnswer(status: 42)
    case "store":
      try host.setState("key", "value")
      return .ok()
    default: return .text(request.parameter("echo") ?? "")
    }
  }
}
