import OutboundHTTP
import Testing

struct AddressPolicyTests {
  private func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text), "\(text)") }

  @Test(arguments: [
    // loopback, unspecified, this network
    "127.0.0.1", "127.0.0.0", "127.255.255.255", "0.0.0.0", "0.1.2.3", "::1", "::",
    // private and shared
    "10.0.0.0", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.0.1", "192.168.255.255", "100.64.0.1",
    "100.127.255.255", "fc00::1", "fd00:ec2::254", "fdff:ffff::1",
    // link-local, with the metadata services, and Azure's and Alibaba's
    "169.254.169.254", "169.254.0.1", "fe80::1", "febf::1", "fec0::1", "168.63.129.16", "100.100.100.200",
    // multicast, reserved, broadcast
    "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255", "255.255.255.254", "ff02::1", "ff0e::1",
    // assignments, documentation, benchmarks, discard, not given out
    "192.0.0.1", "192.0.0.192", "192.0.2.1", "198.51.100.7", "203.0.113.9", "198.18.0.1", "198.19.255.255",
    "192.88.99.1", "2001:db8::1", "2001:2::1", "2001:20::1", "2001:10::1", "3fff::1", "100::1", "5f00::1", "4000::1",
    "1::1",
    // IPv4-mapped, IPv4-translated, IPv4-compatible
    "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::ffff:0:10.0.0.1", "::127.0.0.1",
    "::10.0.0.1", "::ffff:0.0.0.0", "::ffff:192.168.1.1", "::2",
    // 6to4
    "2002:7f00:1::1", "2002:a00:1::", "2002:c0a8:101::1", "2002:a9fe:a9fe::1", "2002:e000:1::", "2002::",
    // NAT64, well known and local
    "64:ff9b::7f00:1", "64:ff9b::10.0.0.1", "64:ff9b::a9fe:a9fe", "64:ff9b:1::10.0.0.1", "64:ff9b:1::8.8.8.8",
    "64:ff9b:1:ffff::8.8.8.8", "64:ff9b:0:1::8.8.8.8",
    // Teredo: a client, then a server, that is not public; the client's bits are turned
    "2001:0:808:808::f5ff:fffe", "2001:0:a00:1::f7f7:f7f7", "2001::1",
  ])
  func refusesWhatIsNotPublic(text: String) throws {
    #expect(try !AddressPolicy.publicOnly.allows(address(text)))
  }

  @Test(arguments: [
    "1.1.1.1", "8.8.8.8", "9.255.255.255", "11.0.0.0", "100.63.255.255", "100.128.0.0", "126.255.255.255", "128.0.0.0",
    "169.253.255.255", "169.255.0.0", "172.15.255.255", "172.32.0.0", "192.0.1.0", "192.167.255.255", "192.169.0.0",
    "198.17.255.255", "198.20.0.0", "223.255.255.255", "149.154.167.220", "2606:4700:4700::1111", "2a00:1450::1",
    "2001:4860:4860::8888", "2001:200::1", "2400::1", "::ffff:8.8.8.8", "::8.8.8.8", "2002:808:808::1",
    "64:ff9b::8.8.8.8", "2001:0:808:808::f7f7:f7f7",
  ])
  func allowsWhatIsPublic(text: String) throws {
    #expect(try AddressPolicy.publicOnly.allows(address(text)))
  }

  @Test(arguments: [
    "10.1.2.3", "::ffff:10.1.2.3", "::10.1.2.3", "2002:a01:203::1", "64:ff9b::10.1.2.3", "64:ff9b:1::10.1.2.3",
    "2001:0:808:808::f5fe:fdfc", "2001:0:a01:203::f5fe:fdfc", "fd12::1", "8.8.8.8",
  ])
  func allowsWhatTheListNamesInEveryForm(text: String) throws {
    let policy = AddressPolicy.publicAnd([try CIDR("10.0.0.0/8"), try CIDR("fd12::/16")])
    #expect(try policy.allows(address(text)))
  }

  @Test(arguments: [
    "127.0.0.1", "::1", "192.168.0.1", "::ffff:127.0.0.1", "2001:0:7f00:1::f5fe:fdfc", "fd13::1", "::ffff:0:10.1.2.3",
  ])
  func allowsNothingBeyondTheList(text: String) throws {
    let policy = AddressPolicy.publicAnd([try CIDR("10.0.0.0/8"), try CIDR("fd12::/16")])
    #expect(try !policy.allows(address(text)))
  }

  @Test func allowsATranslatedAddressByItsOwnBlock() throws {
    let policy = AddressPolicy.publicAnd([try CIDR("64:ff9b:1::/48")])
    #expect(try policy.allows(address("64:ff9b:1::127.0.0.1")))
  }

  @Test func takesOnlyTheUsualNotations() {
    for text in [
      "", "1", "1.2.3", "1.2.3.4.5", "256.1.1.1", "01.2.3.4", "0x7f.0.0.1", "1.2.3.4 ", "[::1]", "::1%eth0", ":::",
      "1.2.3.4\0",
      "2130706433", String(repeating: "1", count: 100),
    ] {
      #expect(IPAddress(text) == nil, "\(text)")
    }
  }
}
