package import JSON

/// What a connector's JSON Schema says about its settings, as far as a person's mistakes in channels.yaml go.
///
/// Understands `properties` with `type`, `enum`, `minimum`, `maximum`, `minLength`, `maxLength` and the `format` "uri",
/// `required`, and `additionalProperties: false`. What else a schema demands is left to the connector, which checks its settings itself.
package struct SettingsSchema: Sendable {
  /// A mistake; `setting` is nil when one is missing.
  package struct Fault: Equatable {
    package var setting: String?
    package var message: String
  }

  private let properties: JSONObject
  private let required: [String]
  private let isClosed: Bool

  /// - Throws: `JSONError` for what is not JSON.
  package init(_ text: String) throws(JSONError) {
    let schema = try JSONParser.parse(text)
    properties = schema["properties"]?.objectValue ?? JSONObject()
    required = schema["required"]?.arrayValue?.compactMap(\.stringValue) ?? []
    isClosed = schema["additionalProperties"] == .bool(false)
  }

  /// The settings that hold addresses of servers, by the `format` "uri".
  package var addresses: [String] {
    properties.members.filter { $0.value["format"]?.stringValue == "uri" }.map(\.key)
  }

  /// The settings that are secrets, by `writeOnly`.
  package var secrets: Set<String> {
    Set(properties.members.filter { $0.value["writeOnly"] == .bool(true) }.map(\.key))
  }

  /// What is wrong with the settings; their values, which may be secrets, are not repeated.
  package func faults(in settings: [String: JSONValue]) -> [Fault] {
    var faults: [Fault] = []
    for name in required where settings[name] == nil || settings[name] == .null {
      faults.append(Fault(setting: nil, message: "the setting '\(name)' is missing"))
    }
    for (name, value) in settings.sorted(by: { $0.key < $1.key }) {
      if let property = properties[name] {
        if let message = mismatch(value, property) {
          faults.append(Fault(setting: name, message: "'\(name)' \(message)"))
        }
      } else if isClosed {
        faults.append(Fault(setting: name, message: unknown(name)))
      }
    }
    return faults
  }

  private func unknown(_ name: String) -> String {
    let known = properties.members.map(\.key)
    if let near = NearestName.find(name, among: known) { return "unknown setting '\(name)'; did you mean '\(near)'?" }
    guard !known.isEmpty else { return "unknown setting '\(name)'; this connector takes none" }
    return "unknown setting '\(name)'; this connector takes \(known.joined(separator: ", "))"
  }

  private func mismatch(_ value: JSONValue, _ property: JSONValue) -> String? {
    if value == .null { return nil }
    if let choices = property["enum"]?.arrayValue, !choices.contains(value) {
      return "has to be one of \(choices.compactMap(\.stringValue).joined(separator: ", "))"
    }
    switch property["type"]?.stringValue {
    case "boolean":
      // A value out of ${NAME} is text; connectors read text anyway.
      return ["true", "false"].contains(scalarText(value)) ? nil : "has to be true or false"
    case "integer":
      guard let number = scalarText(value).flatMap(Int64.init) else { return "has to be a whole number" }
      return outside(Double(number), property)
    case "number":
      guard let number = scalarText(value).flatMap(Double.init) else { return "has to be a number" }
      return outside(number, property)
    case "string":
      guard let text = scalarText(value) else { return "has to be a text" }
      let length = Int64(text.unicodeScalars.count)
      if let least = property["minLength"]?.integerValue, length < least {
        return least == 1 ? "must not be empty" : "has to have at least \(least) characters"
      }
      if let most = property["maxLength"]?.integerValue, length > most {
        return "has to have at most \(most) characters"
      }
      if property["format"]?.stringValue == "uri", !text.isEmpty, EgressHost(ofURL: text) == nil {
        return "has to be a URL that begins with http:// or https://"
      }
      return nil
    case "array":
      return value.arrayValue == nil ? "has to be a list" : nil
    case "object":
      return value.objectValue == nil ? "has to be made of 'key: value' lines" : nil
    default:
      return nil
    }
  }

  private func outside(_ number: Double, _ property: JSONValue) -> String? {
    if let least = property["minimum"]?.doubleValue, number < least { return "has to be at least \(plain(least))" }
    if let most = property["maximum"]?.doubleValue, number > most { return "has to be at most \(plain(most))" }
    return nil
  }

  private func plain(_ number: Double) -> String {
    Int64(exactly: number).map(String.init) ?? String(number)
  }

  private func scalarText(_ value: JSONValue) -> String? {
    switch value {
    case .string(let text), .number(let text): text
    case .bool(let flag): flag ? "true" : "false"
    case .null, .array, .object: nil
    }
  }
}
