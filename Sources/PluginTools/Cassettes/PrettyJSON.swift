import JSON

/// JSON with a line for each value, for files that people read and compare.
enum PrettyJSON {
  static func text(_ value: JSONValue) -> String { lines(value, "") + "\n" }

  private static func lines(_ value: JSONValue, _ indent: String) -> String {
    let inner = indent + "  "
    switch value {
    case .object(let object) where !object.members.isEmpty:
      let members = object.members.map { "\(inner)\(plain(.string($0.key))): \(lines($0.value, inner))" }
      return "{\n\(members.joined(separator: ",\n"))\n\(indent)}"
    case .array(let elements) where !elements.isEmpty:
      return "[\n\(elements.map { inner + lines($0, inner) }.joined(separator: ",\n"))\n\(indent)]"
    default: return plain(value)
    }
  }

  private static func plain(_ value: JSONValue) -> String {
    String(decoding: JSONWriter.bytes(of: value), as: UTF8.self)
  }
}
