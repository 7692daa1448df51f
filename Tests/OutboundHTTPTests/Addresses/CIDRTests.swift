import OutboundHTTP
import TestSupport
import Testing

struct CIDRTests {
  @Test(arguments: [
    ("10.0.0.0/8", "10.255.255.255", true), ("10.0.0.0/8", "11.0.0.0", false), ("127.0.0.1", "127.0.0.1", true),
    ("127.0.0.1", "127.0.0.2", false), ("127.0.0.1/32", "127.0.0.1", true), ("0.0.0.0/0", "203.0.113.9", true),
    ("0.0.0.0/0", "::1", false), ("::/0", "::1", true), ("::/0", "1.2.3.4", false), ("::1/128", "::1", true),
    ("fd00::/8", "fdff::1", true), ("fd00::/8", "fe00::1", false), ("2001:db8:8000::/33", "2001:db8:ffff::", true),
    ("2001:db8:8000::/33", "2001:db8:7fff::", false),
  ])
  func containsWhatBeginsAsItDoes(block: String, address: String, isInside: Bool) throws {
    let address = try #require(IPAddress(address))
    #expect(try CIDR(block).contains(address) == isInside)
    #expect(try CIDR(block).description == block)
  }

  @Test(arguments: [
    "", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/+8", "10.0.0.0/8/8", "10.0.0.0/ 8", "10/8", "::/129",
    "10.0.0.1/8", "fd00::1/8", "localhost", " 10.0.0.0/8",
  ])
  func refusesWhatIsNoBlock(text: String) {
    #expect(throws: CIDR.Fault.self) { try CIDR(text) }
  }

  @Test func saysWhatWouldBeRight() {
    do throws(CIDR.Fault) {
      _ = try CIDR("10.0.0.1/8")
      Issue.record("it was taken")
    } catch {
      #expect(error.description.contains("beyond its 8"))
    }
  }

  @Test func readsAnyBytesWithoutHarm() {
    var random = SeededGenerator(seed: 7)
    let letters = Array("0123456789abcdef:./%[] \0".utf8)
    for _ in 0..<5_000 {
      let text = String(
        decoding: (0..<Int.random(in: 0...24, using: &random)).map { _ in letters.randomElement(using: &random)! },
        as: UTF8.self)
      guard let block = try? CIDR(text) else { continue }
      // What was taken contains the address that it names.
      let address = IPAddress(String(text.split(separator: "/")[0]))
      #expect(address.map(block.contains) == true, "\(text)")
    }
  }
}
