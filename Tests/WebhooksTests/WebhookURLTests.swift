import Testing
import Webhooks

struct WebhookURLTests {
  @Test(
    arguments: [
      ("https://example.org", "example.org"), ("http://example.org:8080/a?b=c", "example.org"),
      ("HTTPS://EXAMPLE.org/", "example.org"), ("https://a_b.example-c.org.", "a_b.example-c.org."),
      ("https://xn--exmple-cua.org/h%C3%B6ok", "xn--exmple-cua.org"), ("https://1.example", "1.example"),
    ])
  func takesNames(_ text: String, _ host: String) throws {
    let url = try WebhookURL(text)
    #expect(url.host == host)
    #expect(url.address == nil)
  }

  @Test(
    arguments: [
      ("http://127.0.0.1/", "127.0.0.1"), ("http://127.1/", "127.0.0.1"), ("http://0x7f.1/", "127.0.0.1"),
      ("http://0x7f000001/", "127.0.0.1"), ("http://2130706433/", "127.0.0.1"), ("http://0177.0.0.1/", "127.0.0.1"),
      ("http://10.0.258/", "10.0.1.2"), ("http://[::1]:80/", "::1"), ("http://[::FFFF:127.0.0.1]/", "::ffff:127.0.0.1"),
      ("http://localhost/", "127.0.0.1"), ("http://Localhost./", "127.0.0.1"), ("http://a.localhost/", "127.0.0.1"),
      ("http://93.184.216.34/", "93.184.216.34"),
    ])
  func seesThroughEachSpellingOfAnAddress(_ text: String, _ address: String) throws {
    #expect(try WebhookURL(text).address == address)
  }

  @Test(
    arguments: [
      "", "example.org", "ftp://example.org", "https://", "https:///path", "https://:80/", "https://a@b.org",
      "https://a:b@example.org", "https://example.org#f", "https://exa mple.org", "https://exämple.org", "https://[::1",
      "https://[::g]", "https://[fe80::1%25eth0]/", "https://[::1]x/", "https://a..b", "https://-a.org",
      "https://a-.org",
      "https://a.org:", "https://a.org:0", "https://a.org:65536", "https://a.org:+80", "https://a.org:8 0",
      "https://1.2.3.4.5/", "https://1.2.3.256/", "https://example.0x/", "https://a\\b.org", "https://a.org/\"",
      "https://a.org/\u{0}", "https://%31%32%37.0.0.1/",
    ])
  func refusesTheRest(_ text: String) {
    #expect(throws: WebhookURL.Fault.self) { try WebhookURL(text) }
  }

  @Test func refusesWhatIsTooLong() {
    #expect(throws: WebhookURL.Fault.self) { try WebhookURL("https://a.org/" + String(repeating: "x", count: 2048)) }
  }
}
