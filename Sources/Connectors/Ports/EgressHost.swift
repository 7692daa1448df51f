package import JSON

/// A host that a connector may contact: `api.example.org`, `*.example.org`, `127.0.0.1`, `[::1]`, optionally `:port`.
public struct EgressHost: Sendable, Hashable, CustomStringConvertible {
  /// The pattern, in lower case.
  public let description: String

  /// Nil for what is no such pattern.
  package init?(_ text: String) {
    let text = text.lowercased()
    guard let name = Self.withoutPort(text), Self.isAddress(name) || Self.isName(name) else { return nil }
    description = text
  }

  /// The host that a URL names, with its port; nil for what is no URL of the web.
  package init?(ofURL url: String) {
    let url = url.lowercased()
    let isEncrypted = url.hasPrefix("https://")
    guard isEncrypted || url.hasPrefix("http://"),
      url.utf8.allSatisfy({ $0 > 32 && $0 != 127 && $0 != UInt8(ascii: "\\") })
    else { return nil }
    var authority = url.dropFirst(isEncrypted ? 8 : 7).prefix { !"/?#".contains($0) }
    if let at = authority.lastIndex(of: "@") { authority = authority[authority.index(after: at)...] }
    guard let name = Self.withoutPort(String(authority)), name.first != "*" else { return nil }
    self.init(name == authority ? "\(authority):\(isEncrypted ? 443 : 80)" : String(authority))
  }

  /// The hosts that the operator allowed an account by writing them: those of its settings that the connector's schema
  /// marks with `"format": "uri"`.
  package static func named(by settings: [String: JSONValue], _ schema: SettingsSchema?) -> [EgressHost] {
    guard let schema else { return [] }
    return schema.addresses.compactMap { settings[$0]?.stringValue }.compactMap(EgressHost.init(ofURL:))
  }

  /// Nil where the port is none.
  private static func withoutPort(_ text: String) -> Substring? {
    // The colons of an address of version 6 stand in brackets.
    let start = text.lastIndex(of: "]") ?? text.startIndex
    guard let colon = text[start...].firstIndex(of: ":") else { return text[...] }
    guard let port = UInt16(text[text.index(after: colon)...]), port > 0 else { return nil }
    return text[..<colon]
  }

  private static func isAddress(_ text: Substring) -> Bool {
    guard text.first == "[", text.last == "]", text.contains(":") else { return false }
    return text.dropFirst().dropLast().allSatisfy { $0.isHexDigit || $0 == ":" || $0 == "." }
  }

  private static func isName(_ text: Substring) -> Bool {
    let name = text.hasPrefix("*.") ? text.dropFirst(2) : text
    guard (1...253).contains(name.utf8.count), name.first != ".", name.first != "-" else { return false }
    return name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
        UInt8(ascii: "."), UInt8(ascii: "_"), 0x80...:
        true
      default: false
      }
    }
  }
}
