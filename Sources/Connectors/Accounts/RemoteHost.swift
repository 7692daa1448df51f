/// A host that runs connectors for this gateway, and how the two know each other: by certificates.
public struct RemoteHost: Sendable, Hashable {
  /// A name, or an address; without the brackets of an IPv6 address. Its certificate has to be for it.
  public var name: String
  public var port: Int
  /// The file with this gateway's certificate, in PEM; those that lead to its authority may follow.
  public var certificate: String
  /// The file with the certificate's key, in PEM.
  public var key: String
  /// The file with the certificates of the authority that the host's certificate has to come from, in PEM.
  public var authority: String

  public init(name: String, port: Int, certificate: String, key: String, authority: String) {
    self.name = name
    self.port = port
    self.certificate = certificate
    self.key = key
    self.authority = authority
  }

  /// `name:port`, as it is written in channels.yaml.
  public var address: String {
    name.contains(":") ? "[\(name)]:\(port)" : "\(name):\(port)"
  }

  /// The name and the port of `connectors.example:8443`, `10.0.0.7:8443` or `[fd00::7]:8443`; nil for anything else.
  public static func split(_ address: String) -> (name: String, port: Int)? {
    guard let colon = address.lastIndex(of: ":"), let port = Int(address[address.index(after: colon)...]),
      (1...65_535).contains(port)
    else { return nil }
    var name = address[..<colon]
    if name.hasPrefix("["), name.hasSuffix("]") {
      name = name.dropFirst().dropLast()
      guard name.contains(":") else { return nil }
    } else if name.contains(":") {
      return nil
    }
    let isName = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"),
        UInt8(ascii: ":"):
        true
      default: false
      }
    }
    return isName && (1...253).contains(name.utf8.count) && !name.hasPrefix("-") ? (String(name), port) : nil
  }
}
