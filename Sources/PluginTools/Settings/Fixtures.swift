import Connectors
import JSON

/// What an author gives along because nobody else can know it: settings that belong to recorded callbacks, the callbacks,
/// and what the platform answers when all is well. docs/plugin-verify.md describes the files.
struct Fixtures: Sendable {
  var settings: [String: JSONValue] = [:]
  var recipient: String?
  /// The chat in which messages are changed; nil is the private one with the recipient.
  var chat: String?
  var answers: [Answer] = []
  var callbacks: [Callback] = []

  /// What the platform answers to the requests that it is for.
  struct Answer: Sendable {
    var method: String?
    var urlPart: String
    var answer: BenchAnswer

    func isFor(_ request: ConnectorHTTPRequest) -> Bool {
      (method == nil || method == request.method) && request.url.contains(urlPart)
    }
  }

  /// A callback as the platform sent it.
  struct Callback: Sendable {
    var name: String
    var request: BenchCallback
    /// The header by which the connector knows whose it is.
    var proof: String?
    /// Whether that covers the body.
    var coversBody: Bool
    /// How many events the connector makes of it, at least.
    var events: Int
  }

  /// - Parameter directory: nil is none at all.
  /// - Throws: `FixtureError`.
  init(_ directory: String?) throws {
    guard let directory else { return }
    if let file = try TextFile.readIfThere("\(directory)/verify.json") {
      let json = try Self.parse(file, "\(directory)/verify.json")
      for member in json["settings"]?.objectValue?.members ?? [] { settings[member.key] = member.value }
      recipient = json["recipient"]?.stringValue
      chat = json["chat"]?.stringValue
      answers = try (json["answers"]?.arrayValue ?? []).map { try Self.answer($0, "\(directory)/verify.json") }
    }
    for name in try TextFile.names(in: "\(directory)/callbacks") where name.hasSuffix(".json") {
      let path = "\(directory)/callbacks/\(name)"
      guard let text = try TextFile.readIfThere(path) else { continue }
      callbacks.append(try Self.callback(try Self.parse(text, path), path, name))
    }
    guard recipient != nil || !settings.isEmpty || !answers.isEmpty || !callbacks.isEmpty else {
      throw FixtureError("\(directory) holds neither verify.json nor callbacks/*.json")
    }
  }

  private static func parse(_ text: [UInt8], _ path: String) throws -> JSONValue {
    do { return try JSONParser.parse(text) } catch { throw FixtureError("\(path) is not JSON: \(error)") }
  }

  private static func answer(_ json: JSONValue, _ path: String) throws -> Answer {
    guard let part = json["url_contains"]?.stringValue, let status = json["status"]?.integerValue else {
      throw FixtureError("\(path): each of 'answers' needs 'url_contains' and 'status'")
    }
    return Answer(
      method: json["method"]?.stringValue, urlPart: part,
      answer: .bytes(Int(clamping: status), bytes(json["body"]), headers(json["headers"]).map { ($0.name, $0.value) }))
  }

  private static func callback(_ json: JSONValue, _ path: String, _ name: String) throws -> Callback {
    guard json["body"] != nil || json["query"] != nil else {
      throw FixtureError("\(path): a callback needs a 'body' (text, or JSON) or a 'query'")
    }
    var request = BenchCallback()
    request.method = json["method"]?.stringValue ?? "POST"
    request.path = json["path"]?.stringValue ?? ""
    request.query = json["query"]?.stringValue ?? ""
    request.headers = headers(json["headers"])
    request.body = bytes(json["body"])
    return Callback(
      name: name, request: request, proof: json["proof_header"]?.stringValue?.lowercased(),
      coversBody: json["proof_covers_body"]?.boolValue ?? false, events: Int(json["events"]?.integerValue ?? 1))
  }

  private static func headers(_ json: JSONValue?) -> [(name: String, value: String)] {
    (json?.objectValue?.members ?? []).map { ($0.key.lowercased(), $0.value.stringValue ?? "") }
  }

  /// A text as it is, anything else as JSON.
  private static func bytes(_ json: JSONValue?) -> [UInt8] {
    guard let json, json != .null else { return [] }
    return json.stringValue.map { Array($0.utf8) } ?? JSONWriter.bytes(of: json)
  }
}
