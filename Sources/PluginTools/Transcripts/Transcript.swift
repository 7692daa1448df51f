import Connectors

/// What a connector did in a scene, line by line, without what is different each time.
struct Transcript: Sendable {
  private(set) var lines: [String] = []
  /// Microseconds since 1970: numbers that are times of about now are written as one word.
  private let now: Int64
  private let mask: SecretMask

  init(now: Int64, mask: SecretMask) {
    self.now = now
    self.mask = mask
  }

  mutating func add(_ line: String) { lines.append(Self.normalised(mask.hide(line), now: now)) }

  mutating func add(_ what: String, _ result: SendResult) {
    var words = [result.codeName]
    words += ([result.remoteID].compactMap { $0 } + result.moreRemoteIDs).map { "id \($0)" }
    // A connector may count from a moment that has passed.
    if let wait = result.retryAfter { words.append("after \((wait.microseconds + 999_999) / 1_000_000) s") }
    if result.scope == .chat { words.append("for the chat") }
    if !result.reachedConnector { words.append("by the host") }
    if result.hasCrashed { words.append("by a crash") }
    if !result.detail.isEmpty { words.append("because \(result.detail)") }
    add("\(what): \(words.joined(separator: ", "))")
  }

  mutating func add(_ what: String, _ outcome: WebhookOutcome) {
    let headers = outcome.response.headers.map { "\($0.name): \($0.value)" }.joined(separator: "; ")
    add("\(what): \(outcome.response.status) [\(headers)] \(Self.text(outcome.response.body)) \(outcome.detail)")
    for event in outcome.events { add("\(what) brings \(Self.text(event))") }
    for change in outcome.stateChanges { add("\(what) keeps \(Self.text(change))") }
  }

  mutating func add(_ request: ConnectorHTTPRequest) {
    let headers = request.headers.map { "\($0.name): \($0.value)" }.joined(separator: "; ")
    let body =
      switch request.body {
      case .none: ""
      case .file(let file): "a file of \(file.length) bytes"
      case .bytes(let bytes): Self.text(bytes)
      case .parts(let parts):
        parts.map {
          "\($0.name)/\($0.filename ?? "")/\($0.mime ?? "")/\(Self.text($0.data))\($0.file.map { "a file of \($0.length) bytes" } ?? "")"
        }.joined(separator: " + ")
      }
    add("asks \(request.method) \(request.url) [\(headers)] \(body)")
  }

  mutating func add(event: ConnectorEvent) { add("reports \(Self.text(event))") }
  mutating func add(kept change: ConnectorStateChange) { add("has kept \(Self.text(change))") }

  // MARK: Words

  private static func text(_ event: ConnectorEvent) -> String {
    var fields: [(String, String?)] = [
      ("id", event.eventID), ("chat", event.chat), ("title", event.chatTitle), ("sender", event.sender),
      ("name", event.senderName), ("remote", event.remoteID), ("ref", event.refID), ("message", event.messageID),
      ("text", event.text), ("detail", event.detail), ("until", event.until.map(String.init)),
    ]
    fields += event.metadata.sorted { $0.key < $1.key }.map { ("meta \($0.key)", $0.value) }
    let attachments = event.attachments.map { "\($0)" }.joined(separator: " ")
    let words = fields.compactMap { name, value in value.map { "\(name)=\($0)" } }.joined(separator: " ")
    return "\(event.kind) at \(event.occurredAt) \(words) format \(event.format) code \(event.code) "
      + "\(event.isEcho ? "echo " : "")\(event.isGroup ? "group " : "")[\(attachments)] \(text(event.raw))"
  }

  private static func text(_ change: ConnectorStateChange) -> String {
    "\(change.key)=\(change.value.map { text($0) } ?? "nothing")"
  }

  private static func text(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }

  /// Numbers that are a time of less than ten minutes ago, in seconds, milli- or microseconds, become one word.
  static func normalised(_ text: String, now: Int64) -> String {
    var result = ""
    var digits = ""
    func flush() {
      defer { digits = "" }
      let unit: Int64? = [10: 1_000_000, 13: 1_000, 16: 1][digits.utf8.count]
      guard let unit, let number = Int64(digits), abs(number &* unit &- now) < 600_000_000 else {
        return result += digits
      }
      result += "<now>"
    }
    for character in text {
      if character.isASCII, character.isNumber {
        digits.append(character)
      } else {
        flush()
        result.append(character)
      }
    }
    flush()
    return result
  }
}
