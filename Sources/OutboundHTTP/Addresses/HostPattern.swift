/// Hosts by name: `api.example.org`, `*.example.org` (everything below, not the name itself), an address (IPv6 in
/// brackets), each with an optional `:port`. Without one, every port is meant.
public struct HostPattern: Sendable, Hashable, CustomStringConvertible {
  private let text: String
  private let name: String
  private let address: IPAddress?
  private let isSuffix: Bool
  private let port: Int?

  /// Nil for what is no such pattern.
  public init?(_ text: String) {
    var rest = Substring(text.lowercased())
    var port: Int?
    if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("]"),
      rest.first == "[" || rest.firstIndex(of: ":") == colon
    {
      guard let number = UInt16(rest[rest.index(after: colon)...]), number > 0 else { return nil }
      port = Int(number)
      rest = rest[..<colon]
    }
    isSuffix = rest.hasPrefix("*.")
    if isSuffix { rest = rest.dropFirst(2) }
    if rest.first == "[" {
      guard rest.last == "]", !isSuffix else { return nil }
      rest = rest.dropFirst().dropLast()
      guard rest.contains(":"), IPAddress(String(rest)) != nil else { return nil }
    } else {
      if rest.last == "." { rest = rest.dropLast() }
      guard Self.isName(rest) else { return nil }
    }
    self.text = text
    self.name = String(rest)
    self.address = IPAddress(name)
    self.port = port
    guard !isSuffix || address == nil else { return nil }
  }

  /// - Parameter host: in lower case, without brackets or a dot at its end.
  func matches(host: String, address: IPAddress?, port: Int) -> Bool {
    if let wanted = self.port, wanted != port { return false }
    if let wanted = self.address { return wanted == address }
    guard isSuffix else { return host == name }
    return host.utf8.count > name.utf8.count + 1 && host.hasSuffix(name)
      && host.utf8[host.utf8.index(host.utf8.endIndex, offsetBy: -name.utf8.count - 1)] == UInt8(ascii: ".")
  }

  public var description: String { text }

  private static func isName(_ name: Substring) -> Bool {
    guard (1...253).contains(name.utf8.count), name.utf8.first != UInt8(ascii: ".") else { return false }
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
