/// Which addresses a request may connect to.
///
/// Asked about the address that a name led to, at the moment of connecting, and about the other end of each kept
/// connection that is used again: what a name says at another time does not matter.
public struct AddressPolicy: Sendable, Hashable {
  private let allowed: [CIDR]

  /// What is reachable by everyone: nothing of this host, this network, or a registry's special purposes.
  public static let publicOnly = AddressPolicy(allowed: [])

  /// Besides what is public, these blocks.
  public static func publicAnd(_ allowed: [CIDR]) -> AddressPolicy { AddressPolicy(allowed: allowed) }

  /// Whether a connection may be made.
  ///
  /// An address of version 6 that stands for one of version 4 is judged by the latter: an IPv4-mapped or -compatible
  /// one, one of 6to4 or NAT64; Teredo stands for two, which both have to be allowed.
  public func allows(_ address: IPAddress) -> Bool {
    if allowed.contains(where: { $0.contains(address) }) { return true }
    if let embedded = address.embedded {
      return embedded.allSatisfy { inner in
        allowed.contains { $0.contains(inner) } || SpecialAddresses.isPublic(inner)
      } && !address.isOfLocalTranslation(unlessAllowedBy: allowed)
    }
    return SpecialAddresses.isPublic(address)
  }
}

extension IPAddress {
  /// The addresses of version 4 that packets to this one end up at; nil when it stands for none.
  var embedded: [IPAddress]? {
    guard version == .v6 else { return nil }
    let high = UInt64(truncatingIfNeeded: bits >> 64)
    let low = IPAddress(v4: UInt32(truncatingIfNeeded: bits))
    // ::ffff:a.b.c.d (RFC 4291), and ::a.b.c.d, which it deprecates; :: and ::1 are addresses of their own.
    if bits >> 32 == 0xffff || (bits >> 32 == 0 && bits > 1) { return [low] }
    // 64:ff9b::/96 (RFC 6052) and 64:ff9b:1::/48 (RFC 8215), of which the usual form is a /96 too.
    if bits >> 32 == 0x0064_ff9b << 64 || high >> 16 == 0x0064_ff9b_0001 { return [low] }
    // 2002:a.b.c.d::/48 (RFC 3056)
    if high >> 48 == 0x2002 { return [IPAddress(v4: UInt32(truncatingIfNeeded: high >> 16))] }
    // 2001:0:server:flags:port:client, the client's with all bits turned (RFC 4380)
    if high >> 32 == 0x2001_0000 {
      return [IPAddress(v4: UInt32(truncatingIfNeeded: high)), IPAddress(v4: ~UInt32(truncatingIfNeeded: bits))]
    }
    return nil
  }

  /// 64:ff9b:1::/48 leads to wherever this network's translator sends it, so a public address in it proves nothing.
  fileprivate func isOfLocalTranslation(unlessAllowedBy allowed: [CIDR]) -> Bool {
    guard bits >> 80 == 0x0064_ff9b_0001, let inner = embedded?.first else { return false }
    return !allowed.contains { $0.contains(inner) }
  }
}
