/// One JSON value (RFC 8259), kept as it was written.
///
/// Numbers stay in their own spelling, so that what a developer puts into `metadata` comes back digit for digit, and
/// objects keep the order of their members.
public enum JSONValue: Sendable, Hashable {
  case null
  case bool(Bool)
  /// The number's own text, such as `1`, `-0.5` or `1e400`.
  case number(String)
  case string(String)
  case array([JSONValue])
  case object(JSONObject)

  public static func integer(_ value: some BinaryInteger) -> JSONValue { .number(String(value)) }

  public var stringValue: String? {
    if case .string(let value) = self { value } else { nil }
  }

  public var boolValue: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  public var arrayValue: [JSONValue]? {
    if case .array(let value) = self { value } else { nil }
  }

  public var objectValue: JSONObject? {
    if case .object(let value) = self { value } else { nil }
  }

  /// The number as a 64-bit integer; nil where it has a fraction, an exponent, or does not fit.
  public var integerValue: Int64? {
    if case .number(let text) = self { Int64(text) } else { nil }
  }

  public var doubleValue: Double? {
    if case .number(let text) = self { Double(text) } else { nil }
  }

  /// The member of an object; nil where there is none, or where this is no object.
  public subscript(key: String) -> JSONValue? { objectValue?[key] }

  /// What a reader calls this kind of value in an error message.
  public var kindName: String {
    switch self {
    case .null: "null"
    case .bool: "a boolean"
    case .number: "a number"
    case .string: "a string"
    case .array: "an array"
    case .object: "an object"
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByBooleanLiteral, ExpressibleByIntegerLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral
{
  public init(stringLiteral value: String) { self = .string(value) }
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  public init(integerLiteral value: Int) { self = .integer(value) }
  public init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  public init(dictionaryLiteral elements: (String, JSONValue)...) { self = .object(JSONObject(elements)) }
  public init(nilLiteral: ()) { self = .null }
}
