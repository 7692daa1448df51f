/// An address of the client-server API, made of parts that are not escaped yet.
struct ClientPath: Sendable {
  private(set) var text: String

  static func v3(_ parts: String...) -> Self { Self("/_matrix/client/v3", parts) }
  static func v1(_ parts: String...) -> Self { Self("/_matrix/client/v1", parts) }

  private init(_ root: String, _ parts: [String]) {
    text = parts.reduce(into: root) { $0 += "/" + Self.escaped($1) }
  }

  mutating func query(_ name: String, _ value: String) {
    text += (text.contains("?") ? "&" : "?") + Self.escaped(name) + "=" + Self.escaped(value)
  }

  /// RFC 3986: everything but unreserved characters is escaped.
  private static func escaped(_ text: String) -> String {
    let digits = Array("0123456789ABCDEF".utf8)
    var bytes: [UInt8] = []
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        bytes.append(byte)
      default: bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      }
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}
