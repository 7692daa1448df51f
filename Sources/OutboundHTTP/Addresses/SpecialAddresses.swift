/// The blocks that are not everyone's, by the registries of special-purpose addresses (RFC 6890 and its additions).
enum SpecialAddresses {
  static func isPublic(_ address: IPAddress) -> Bool {
    switch address.version {
    case .v4: !v4.contains { $0.contains(address) }
    case .v6: globalUnicast.contains(address) && !v6.contains { $0.contains(address) }
    }
  }

  private static let v4: [CIDR] = [
    CIDR(constant: "0.0.0.0/8"),  // this network; 0.0.0.0 is this host
    CIDR(constant: "10.0.0.0/8"),  // private
    CIDR(constant: "100.64.0.0/10"),  // shared by carriers' customers (CGNAT)
    CIDR(constant: "127.0.0.0/8"),  // loopback
    CIDR(constant: "168.63.129.16"),  // Azure's platform service, which only virtual machines there can reach
    CIDR(constant: "169.254.0.0/16"),  // link-local, with the clouds' metadata services
    CIDR(constant: "172.16.0.0/12"),  // private
    CIDR(constant: "192.0.0.0/24"),  // protocol assignments
    CIDR(constant: "192.0.2.0/24"),  // documentation
    CIDR(constant: "192.88.99.0/24"),  // former 6to4 relays
    CIDR(constant: "192.168.0.0/16"),  // private
    CIDR(constant: "198.18.0.0/15"),  // benchmarks
    CIDR(constant: "198.51.100.0/24"),  // documentation
    CIDR(constant: "203.0.113.0/24"),  // documentation
    CIDR(constant: "224.0.0.0/4"),  // multicast
    CIDR(constant: "240.0.0.0/4"),  // reserved, and broadcast
  ]

  /// What else version 6 has is loopback, unspecified, unique-local, link-local, multicast, or not given out.
  private static let globalUnicast = CIDR(constant: "2000::/3")

  private static let v6: [CIDR] = [
    CIDR(constant: "2001::/23"),  // protocol assignments, benchmarks among them
    CIDR(constant: "2001:db8::/32"),  // documentation
    CIDR(constant: "3fff::/20"),  // documentation
  ]
}
