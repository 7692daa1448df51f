import JSON

/// Reads settings and, in the same pass, notes what they are.
public struct SettingsReader {
  /// What a text has to look like.
  public struct Rule: Sendable {
    /// Completes the sentence "it has to ...".
    let demand: String
    /// A text that meets it, for people and for tools that make settings up.
    let example: String?
    let isMet: @Sendable (String) -> Bool

    public init(_ demand: String, example: String? = nil, _ isMet: @escaping @Sendable (String) -> Bool) {
      self.demand = demand
      self.example = example
      self.isMet = isMet
    }
  }

  private let source: (String) -> String?
  private var properties = JSONObject()
  private var required: [JSONValue] = []
  private var faults: [String] = []

  private init(source: @escaping (String) -> String?) { self.source = source }

  static func schema<Settings: ConnectorSettings>(of type: Settings.Type) -> String {
    var reader = SettingsReader { _ in nil }
    _ = Settings(from: &reader)
    var schema: JSONValue = [
      "$schema": "https://json-schema.org/draft/2020-12/schema", "type": "object", "additionalProperties": false,
      "properties": .object(reader.properties),
    ]
    if !reader.required.isEmpty, case .object(var object) = schema {
      object["required"] = .array(reader.required)
      schema = .object(object)
    }
    return String(decoding: JSONWriter.bytes(of: schema), as: UTF8.self)
  }

  static func read<Settings: ConnectorSettings>(
    _ type: Settings.Type, from source: (String) -> String?
  ) throws(ConnectorError) -> Settings {
    let (settings, faults) = withoutActuallyEscaping(source) { source in
      var reader = SettingsReader(source: source)
      return (Settings(from: &reader), reader.faults)
    }
    guard faults.isEmpty else { throw .badConfig(faults.joined(separator: "; ")) }
    return settings
  }

  // MARK: Texts

  /// A text that has to be given.
  public mutating func text(_ name: String, _ about: String, _ rule: Rule? = nil) -> String {
    string(name, about, rule, [("minLength", 1)], isRequired: true) ?? ""
  }

  /// A text, or what holds without it.
  public mutating func text(
    _ name: String, _ about: String, default fallback: String, _ rule: Rule? = nil
  ) -> String {
    string(name, about, rule, [("default", .string(fallback))]) ?? fallback
  }

  /// A text; nil where it is not given.
  public mutating func optionalText(_ name: String, _ about: String, _ rule: Rule? = nil) -> String? {
    string(name, about, rule, [("minLength", 1)])
  }

  /// A text that must not be seen by anybody, and has to be given.
  public mutating func secret(_ name: String, _ about: String, _ rule: Rule? = nil) -> String {
    string(name, about, rule, [("minLength", 1), ("writeOnly", true)], isRequired: true) ?? ""
  }

  /// A text that must not be seen by anybody; nil where it is not given.
  public mutating func optionalSecret(_ name: String, _ about: String, _ rule: Rule? = nil) -> String? {
    string(name, about, rule, [("minLength", 1), ("writeOnly", true)])
  }

  /// The address of a server, without a slash at its end. The operator's choice may be contacted besides the egress hosts.
  public mutating func url(_ name: String, _ about: String, default fallback: String) -> String {
    let rule = Rule("look like \(fallback)") { BaseURL.isValid($0) }
    var url = string(name, about, rule, [("format", "uri"), ("default", .string(fallback))]) ?? fallback
    while url.hasSuffix("/") { url.removeLast() }
    return url
  }

  private mutating func string(
    _ name: String, _ about: String, _ rule: Rule?, _ more: [(String, JSONValue)], isRequired: Bool = false
  ) -> String? {
    let examples = rule?.example.map { [("examples", JSONValue.array([.string($0)]))] } ?? []
    note(name, "string", about, more + examples, isRequired: isRequired)
    guard let value = source(name) else {
      if isRequired { faults.append("'\(name)' is missing: \(about)") }
      return nil
    }
    if value.isEmpty {
      faults.append("'\(name)' must not be empty: \(about)")
    } else if let rule, !rule.isMet(value) {
      faults.append("'\(name)' has to \(rule.demand)")
    }
    return value
  }

  // MARK: Numbers and flags

  /// A whole number within limits, or what holds without it.
  public mutating func integer(
    _ name: String, _ about: String, in range: ClosedRange<Int>, default fallback: Int
  ) -> Int {
    let limits: [(String, JSONValue)] = [
      ("minimum", .integer(range.lowerBound)), ("maximum", .integer(range.upperBound)),
      ("default", .integer(fallback)),
    ]
    note(name, "integer", about, limits)
    guard let text = source(name) else { return fallback }
    if let value = Int(text), range.contains(value) { return value }
    faults.append("'\(name)' has to be a whole number from \(range.lowerBound) to \(range.upperBound)")
    return fallback
  }

  /// True or false, or what holds without it.
  public mutating func flag(_ name: String, _ about: String, default fallback: Bool) -> Bool {
    note(name, "boolean", about, [("default", .bool(fallback))])
    guard let text = source(name) else { return fallback }
    if let value = Bool(text) { return value }
    faults.append("'\(name)' has to be true or false")
    return fallback
  }

  private mutating func note(
    _ name: String, _ type: String, _ about: String, _ more: [(String, JSONValue)], isRequired: Bool = false
  ) {
    properties[name] = .object(
      JSONObject([("type", .string(type)), ("description", .string(about))] + more))
    if isRequired { required.append(.string(name)) }
  }
}
