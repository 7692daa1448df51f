import Testing

@testable import OutboundHTTP

struct HostPatternTests {
  private func allows(_ pattern: String, _ url: String) throws -> Bool {
    HostPolicy.only([try #require(HostPattern(pattern), "\(pattern)")]).allows(try ParsedURL.parse(url))
  }

  @Test(arguments: [
    ("api.example.org", "https://api.example.org/x"), ("api.example.org", "https://API.Example.ORG."),
    ("API.example.org.", "http://api.example.org:8080"), ("*.example.org", "https://a.example.org"),
    ("*.example.org", "https://a.b.example.org"), ("example.org:8443", "https://example.org:8443/"),
    ("example.org:443", "https://example.org/"), ("example.org:80", "http://example.org"),
    ("127.0.0.1:9000", "http://127.0.0.1:9000/"), ("127.0.0.1", "http://2130706433/"),
    ("[::1]:9000", "http://[::1]:9000"),
    ("[::1]", "http://[0:0:0:0:0:0:0:1]/"), ("localhost", "http://user:pass@localhost/"),
  ])
  func matches(pattern: String, url: String) throws {
    #expect(try allows(pattern, url))
  }

  @Test(arguments: [
    ("api.example.org", "https://example.org"), ("api.example.org", "https://xapi.example.org"),
    ("api.example.org", "https://api.example.org.evil.net"), ("*.example.org", "https://example.org"),
    ("*.example.org", "https://xexample.org"), ("*.example.org", "https://a.example.org.evil.net"),
    ("example.org:8443", "https://example.org/"), ("example.org:443", "http://example.org/"),
    ("api.example.org", "https://api.example.org@evil.net/"), ("api.example.org", "https://evil.net/api.example.org"),
    ("127.0.0.1", "http://127.0.0.2/"), ("[::1]", "http://127.0.0.1/"),
  ])
  func matchesNothingElse(pattern: String, url: String) throws {
    #expect(try !allows(pattern, url))
  }

  @Test(arguments: [
    "", "*", "*.", ".", ":80", "a:0", "a:99999", "a:b", "https://a", "a/b", "a b", "[::1", "[127.0.0.1]", "*.127.0.0.1",
    "::1", "a*b", "*.*.org", "a@b",
  ])
  func refusesWhatIsNoPattern(text: String) {
    #expect(HostPattern(text) == nil)
  }
}
