import JSON

/// The parameters of a call: from the query, a form or a JSON body, which Telegram takes alike.
struct TelegramParameters: Sendable {
  private var values: [String: JSONValue] = [:]

  init(_ values: JSONObject = JSONObject()) {
    for member in values.members { self.values[member.key] = member.value }
  }

  init(_ request: Request) throws(TelegramError) {
    for (name, value) in PercentEncoding.form(request.query) { values[name] = .string(value) }
    guard !request.body.isEmpty else { return }
    switch request.mediaType {
    case "application/json":
      guard let body = try? JSONParser.parse(request.body), let object = body.objectValue else {
        throw .bad("can't parse JSON object")
      }
      for member in object.members { values[member.key] = member.value }
    case "application/x-www-form-urlencoded":
      for (name, value) in PercentEncoding.form(String(decoding: request.body, as: UTF8.self)) {
        values[name] = .string(value)
      }
    default: throw .bad("the sandbox reads application/json and application/x-www-form-urlencoded only")
    }
  }

  subscript(name: String) -> JSONValue? {
    guard let value = values[name], value != .null else { return nil }
    return value
  }

  func text(_ name: String) -> String? {
    switch self[name] {
    case .string(let text): text
    case .number(let text): text
    default: nil
    }
  }

  func integer(_ name: String) -> Int64? { self[name]?.lenientInteger }

  func bool(_ name: String) -> Bool { self[name]?.lenientBool ?? false }

  /// An object or array; in a form it is JSON text.
  func structure(_ name: String) throws(TelegramError) -> JSONValue? {
    guard let value = self[name] else { return nil }
    guard case .string(let text) = value else { return value }
    if text.isEmpty { return nil }
    guard let parsed = try? JSONParser.parse(text) else { throw .bad("can't parse \(name) JSON object") }
    return parsed
  }
}
