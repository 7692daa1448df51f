import Testing

@testable import Connectors

struct EgressHostTests {
  @Test(arguments: [
    "api.example.org", "*.example.org", "localhost", "127.0.0.1", "127.0.0.1:8080", "[::1]", "[::1]:80",
    "API.Example.org:443",
    "mün.example", "a_b.example",
  ])
  func takesHosts(text: String) {
    #expect(EgressHost(text)?.description == text.lowercased())
  }

  @Test(arguments: [
    "", "*", "*.", ":80", "a:", "a:0", "a:65536", "a:b", "https://a", "a/b", "a b", "[::1", "::1", "[]", "[x]:80",
    "*.*.org",
    "a@b", ".a", "-a", "a*",
  ])
  func refusesWhatIsNone(text: String) {
    #expect(EgressHost(text) == nil)
  }

  @Test(arguments: [
    ("https://api.example.org", "api.example.org:443"), ("HTTP://Api.Example.org/x?y#z", "api.example.org:80"),
    ("http://127.0.0.1:9000", "127.0.0.1:9000"), ("http://user:pass@own.net:81/@evil.org", "own.net:81"),
    ("https://[::1]/x", "[::1]:443"), ("https://[::1]:8443", "[::1]:8443"),
  ])
  func readsTheHostOfAURL(url: String, host: String) {
    #expect(EgressHost(ofURL: url)?.description == host)
  }

  @Test(arguments: [
    "", "api.example.org", "ftp://a", "https://", "https:///x", "https://*.example.org", "https://a b", "https://a:0",
    "https://a\\@b", "https://user@",
  ])
  func refusesURLsWithoutOne(url: String) {
    #expect(EgressHost(ofURL: url) == nil)
  }
}
