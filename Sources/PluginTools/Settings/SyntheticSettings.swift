import JSON

/// Settings for a connector nobody knows: made up from its config_schema, with a canary in each secret.
struct SyntheticSettings: Sendable {
  private(set) var values: [String: JSONValue] = [:]
  /// What must appear nowhere but in HTTP requests.
  private(set) var canaries: [String] = []
  private(set) var required: [String] = []
  /// Each property's schema, by name.
  private(set) var properties: [(key: String, value: JSONValue)] = []

  /// - Parameter given: goes before what is made up.
  init(schema text: String?, given: [String: JSONValue], using random: inout SeededGenerator) {
    let schema = text.flatMap { try? JSONParser.parse($0) }
    required = schema?["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
    properties = schema?["properties"]?.objectValue?.members.map { ($0.key, $0.value) } ?? []
    for (name, property) in properties {
      let isSecret = property["writeOnly"]?.boolValue == true
      if let value = given[name] {
        values[name] = value
      } else if required.contains(name) || isSecret {
        values[name] = Self.value(for: name, property, isSecret: isSecret, using: &random)
      }
      if isSecret, let secret = values[name]?.stringValue, secret.utf8.count >= 8 { canaries.append(secret) }
    }
    for (name, value) in given where values[name] == nil { values[name] = value }
  }

  private static func value(
    for name: String, _ property: JSONValue, isSecret: Bool, using random: inout SeededGenerator
  ) -> JSONValue {
    if let example = property["examples"]?.arrayValue?.first {
      guard isSecret, let text = example.stringValue else { return example }
      return .string(disguised(text, using: &random))
    }
    if let value = property["default"], value != .null { return value }
    if let value = property["const"] ?? property["enum"]?.arrayValue?.first { return value }
    switch property["type"]?.stringValue {
    case "boolean": return true
    case "integer": return .integer(property["minimum"]?.integerValue ?? 1)
    case "number": return property["minimum"] ?? 1
    case "array": return []
    case "object": return [:]
    default: break
    }
    if property["format"]?.stringValue == "uri" { return "https://platform.example.org" }
    let least = Int(clamping: property["minLength"]?.integerValue ?? 0)
    let most = Int(clamping: property["maxLength"]?.integerValue ?? 64)
    let letters = Array("abcdefghijklmnopqrstuvwxyz0123456789")
    // Not the setting's name: that may well be said.
    var text = isSecret ? "canary" : "verify"
    while text.count < max(least, min(most, isSecret ? 24 : 6)) { text.append(letters.randomElement(using: &random)!) }
    return .string(String(text.prefix(max(most, 1))))
  }

  /// A text of the same shape: other letters and digits in the same places.
  private static func disguised(_ text: String, using random: inout SeededGenerator) -> String {
    var result = ""
    for character in text {
      switch character {
      case "0"..."9": result.append("123456789".randomElement(using: &random)!)
      case "a"..."z": result.append("abcdefghijklmnopqrstuvwxyz".randomElement(using: &random)!)
      case "A"..."Z": result.append("ABCDEFGHIJKLMNOPQRSTUVWXYZ".randomElement(using: &random)!)
      default: result.append(character)
      }
    }
    return result
  }
}
