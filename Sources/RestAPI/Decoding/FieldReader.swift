import JSON
import Model
import NIOCore

#if canImport(Glibc)
  import Glibc
#endif

/// Reads the fields of one JSON object and collects everything that is wrong with them, so that a caller learns of
/// all mistakes at once.
///
/// Each `required` and `optional` call names a field that may be there; ``failure()`` then knows which fields nobody
/// asked for.
struct FieldReader {
  private let members: [JSONObject.Member]
  private let pointer: () -> String
  private var isKnown: [Bool]
  private(set) var errors: [FieldError] = []

  /// Reads the object that a request's body is.
  init(_ body: ByteBuffer) throws(GatewayError) {
    let parsed = body.withUnsafeReadableBytes { bytes in
      Result { () throws(JSONError) in try JSONParser.parse(unsafe: bytes.assumingMemoryBound(to: UInt8.self)) }
    }
    switch parsed {
    case .success(.object(let object)): self.init(object) { "" }
    case .success:
      throw GatewayError(.validationFailed, "The body must be an object.", fields: [.init("", "must be an object")])
    case .failure(let error): throw GatewayError(.invalidJSON, "The body is not acceptable JSON: \(error.description).")
    }
  }

  /// - Parameter pointer: where the object stands in the body.
  init(_ object: JSONObject, at pointer: @escaping () -> String) {
    members = object.members
    isKnown = Array(repeating: false, count: object.members.count)
    self.pointer = pointer
  }

  /// The field's value; nil, with an error noted, where it is missing or not acceptable.
  mutating func required<Value>(_ name: StaticString, _ rule: FieldRule<Value>) -> Value? {
    guard let value = value(of: name) else {
      errors.append(FieldError(pointer() + "/\(name)", "is missing"))
      return nil
    }
    return rule.read(value, { [pointer] in pointer() + "/\(name)" }, &errors)
  }

  /// The field's value; nil where it is missing, and nil, with an error noted, where it is not acceptable.
  mutating func optional<Value>(_ name: StaticString, _ rule: FieldRule<Value>) -> Value? {
    guard let value = value(of: name) else { return nil }
    return rule.read(value, { [pointer] in pointer() + "/\(name)" }, &errors)
  }

  /// Notes a mistake that several fields make together.
  mutating func fail(_ name: StaticString, _ message: String) {
    errors.append(FieldError(pointer() + "/\(name)", message))
  }

  /// Notes a mistake in one element of a list.
  mutating func failElement(_ name: StaticString, _ index: Int, _ message: String) {
    errors.append(FieldError(pointer() + "/\(name)/\(index)", message))
  }

  /// Everything that is wrong, fields that nobody asked for included; nil where all is well.
  func failure() -> GatewayError? {
    if errors.isEmpty, isKnown.allSatisfy({ $0 }) { return nil }
    return .validationFailed(errors + unknownFields())
  }

  /// Throws where anything is wrong.
  func check() throws(GatewayError) {
    if let failure = failure() { throw failure }
  }

  func unknownFields() -> [FieldError] {
    isKnown.indices.filter { !isKnown[$0] }.map { index in
      FieldError("\(pointer())/\(Self.escaped(members[index].key))", "is not known here")
    }
  }

  private mutating func value(of name: StaticString) -> JSONValue? {
    // By index: to take a member out in order to look at it costs more than the comparison.
    guard let index = members.indices.first(where: { name.equals(members[$0].key) }) else { return nil }
    isKnown[index] = true
    return members[index].value
  }

  /// One part of a JSON pointer (RFC 6901, section 3).
  static func escaped(_ key: String) -> String {
    guard key.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") }) else { return key }
    var result = ""
    for character in key {
      switch character {
      case "~": result += "~0"
      case "/": result += "~1"
      default: result.append(character)
      }
    }
    return result
  }
}

extension StaticString {
  fileprivate func equals(_ text: String) -> Bool {
    guard text.utf8.count == utf8CodeUnitCount else { return false }
    var text = text
    return text.withUTF8 { utf8 in
      memcmp(utf8.baseAddress ?? utf8Start, utf8Start, utf8CodeUnitCount) == 0
    }
  }
}
