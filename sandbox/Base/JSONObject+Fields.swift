import JSON

extension JSONObject {
  /// Sets a member only where there is a value for it.
  mutating func set(_ key: String, _ value: String?) {
    if let value { self[key] = .string(value) }
  }

  mutating func set(_ key: String, _ value: Int64?) {
    if let value { self[key] = .integer(value) }
  }

  mutating func set(_ key: String, _ value: Bool?) {
    if let value { self[key] = .bool(value) }
  }
}

extension JSONValue {
  /// A number, or text that is one: clients that send forms have nothing but text.
  var lenientInteger: Int64? { integerValue ?? stringValue.flatMap { Int64($0) } }

  /// What JSON calls a boolean, and what forms use for one.
  var lenientBool: Bool? {
    if let boolValue { return boolValue }
    switch (stringValue ?? lenientInteger.map(String.init) ?? "").lowercased() {
    case "true", "yes", "1": return true
    case "false", "no", "0": return false
    default: return nil
    }
  }
}
