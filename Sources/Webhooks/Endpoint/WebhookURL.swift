/// The address of an endpoint, as far as its text can be judged. Where its name leads is looked at when it is
/// connected to, each time.
public struct WebhookURL: Sendable, Hashable {
  /// Why a text is not acceptable; the description says what would be right.
  public struct Fault: Error, Sendable, Hashable {
    public var description: String
  }

  public static let maximumLength = 2048

  public let text: String
  /// The host in lower case, an IPv6 address without its brackets.
  public let host: String
  /// The address, in its usual spelling, where the host is one instead of a name.
  public let address: String?

  public init(_ text: String) throws(Fault) {
    guard (1...Self.maximumLength).contains(text.utf8.count) else {
      throw Fault(description: "must have 1 to \(Self.maximumLength) characters")
    }
    guard text.utf8.allSatisfy({ (0x21...0x7E).contains($0) && !Self.unsafe.contains($0) }) else {
      throw Fault(description: "must be ASCII without blanks; percent-encode the rest, and write names in Punycode")
    }
    guard let rest = Self.afterScheme(text) else { throw Fault(description: "must begin with https:// or http://") }
    let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
    guard !rest.contains("#") else { throw Fault(description: "must have no fragment") }
    guard !authority.contains("@") else {
      throw Fault(description: "must have no user name or password; the signature proves who calls")
    }
    let (host, port) = try Self.split(authority)
    if let port {
      guard port.utf8.count <= 5, port.utf8.first != UInt8(ascii: "+"), let number = Int(port),
        (1...65_535).contains(number)
      else {
        throw Fault(description: "must have a port from 1 to 65535, or none")
      }
    }
    self.text = text
    self.host = host.lowercased()
    address = try Self.address(self.host)
  }

  private static let unsafe = Set(#""<>\^`{|}"#.utf8)

  private static func afterScheme(_ text: String) -> Substring? {
    for scheme in ["https://", "http://"] where text.prefix(scheme.count).lowercased() == scheme {
      return text.dropFirst(scheme.count)
    }
    return nil
  }

  private static func split(_ authority: Substring) throws(Fault) -> (host: String, port: String?) {
    if authority.first == "[" {
      guard let end = authority.firstIndex(of: "]") else {
        throw Fault(description: "must close the bracket of its IPv6 address")
      }
      let rest = authority[authority.index(after: end)...]
      guard rest.isEmpty || rest.first == ":" else { throw Fault(description: "must have a port behind the colon") }
      return (String(authority[...end]), rest.isEmpty ? nil : String(rest.dropFirst()))
    }
    guard let colon = authority.firstIndex(of: ":") else { return (String(authority), nil) }
    return (String(authority[..<colon]), String(authority[authority.index(after: colon)...]))
  }

  private static func address(_ host: String) throws(Fault) -> String? {
    if host.hasPrefix("[") {
      guard let address = LiteralAddress.version6(String(host.dropFirst().dropLast())) else {
        throw Fault(description: "must have an IPv6 address between the brackets")
      }
      return address
    }
    let name = host.hasSuffix(".") ? String(host.dropLast()) : host
    // What resolvers take for this machine without asking anybody (RFC 6761).
    if name == "localhost" || name.hasSuffix(".localhost") { return "127.0.0.1" }
    let labels = name.split(separator: ".", omittingEmptySubsequences: false)
    guard name.utf8.count <= 253, !name.isEmpty, labels.allSatisfy(isLabel) else {
      throw Fault(description: "must have a host name or an address behind the slashes")
    }
    // Systems read 127.1, 0x7f000001 and 2130706433 as addresses too; a name's last part is never a number.
    guard LiteralAddress.looksNumeric(String(labels[labels.count - 1])) else { return nil }
    guard let address = LiteralAddress.version4(name) else {
      throw Fault(description: "must have an IPv4 address of four decimal numbers, or a name")
    }
    return address
  }

  private static func isLabel(_ label: Substring) -> Bool {
    (1...63).contains(label.utf8.count) && label.first != "-" && label.last != "-"
      && label.utf8.allSatisfy { byte in
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
      }
  }
}
