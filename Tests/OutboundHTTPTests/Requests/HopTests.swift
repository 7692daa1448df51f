import Testing

@testable import OutboundHTTP

/// What may be asked, and where redirects may lead.
struct HopTests {
  private let request = OutboundRequest(
    method: "POST", url: "https://api.example.org/a/b?x=1",
    headers: [
      OutboundHeader(name: "Authorization", value: "Bearer secret"), OutboundHeader(name: "Cookie", value: "c=1"),
      OutboundHeader(name: "Content-Type", value: "text/plain"), OutboundHeader(name: "X-Own", value: "1"),
    ], body: .bytes([1, 2, 3]), hostPolicy: .any)

  private func lines(_ hop: Hop) -> [String] {
    var lines: [String] = []
    var item = hop.headers.first
    while let entry = item {
      lines.append(String(cString: entry.pointee.data))
      item = entry.pointee.next
    }
    return lines
  }

  private func code(_ body: () throws(OutboundError) -> Hop) -> OutboundError.Code? {
    do throws(OutboundError) {
      _ = try body()
      return nil
    } catch {
      return error.code
    }
  }

  @Test(arguments: [
    "", "api.example.org", "/path", "ftp://example.org", "file:///etc/passwd", "http://",
    "javascript:alert(1)",
    "http://a b/", "http://example.org:99999/", "http://example.org:0/", "gopher://x", "http://[::1",
    "http://exa\0mple.org",
    "http://example.org/\r\nX: y",
  ])
  func refusesWhatIsNoWebAddress(url: String) {
    #expect(code { () throws(OutboundError) in try Hop(OutboundRequest(method: "GET", url: url)) } == .invalidURL)
  }

  @Test(arguments: ["", "GE T", "GET\r\n", "CONNECT", "GÉT", String(repeating: "A", count: 40)])
  func refusesWhatIsNoMethod(method: String) {
    let request = OutboundRequest(method: method, url: "http://example.org")
    #expect(code { () throws(OutboundError) in try Hop(request) } == .invalidURL)
  }

  @Test(arguments: [
    ("X\r\nY", "1"), ("X", "1\r\nHost: evil"), ("X", "1\n"), ("", "1"), ("X:", "1"), ("X", "a\0b"),
    ("X", String(repeating: "y", count: 70_000)),
  ])
  func refusesHeadersThatWouldBecomeOthers(name: String, value: String) {
    let request = OutboundRequest(
      method: "GET", url: "http://example.org", headers: [OutboundHeader(name: name, value: value)])
    #expect(code { () throws(OutboundError) in try Hop(request) } == .invalidURL)
  }

  @Test func leavesOutHeadersThatAreTheClients() throws {
    let hop = try Hop(
      OutboundRequest(
        method: "POST", url: "http://example.org",
        headers: ["Host", "content-length", "Transfer-Encoding", "Proxy-Authorization", "X-Own", "X-Empty"].map {
          OutboundHeader(name: $0, value: $0 == "X-Empty" ? "" : "1")
        }, body: .bytes([])))
    #expect(lines(hop) == ["X-Own: 1", "X-Empty;", "Content-Type:", "Expect:"])
  }

  @Test func refusesAddressesInTheURLBeforeAnybodyConnects() {
    for url in [
      "http://127.0.0.1/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.01/", "http://[::ffff:7f00:1]/",
    ] {
      #expect(
        code { () throws(OutboundError) in try Hop(OutboundRequest(method: "GET", url: url)) } == .forbiddenAddress,
        "\(url)")
    }
  }

  @Test(arguments: [
    ("/c", 307, "https://api.example.org/c", "POST"), ("c", 308, "https://api.example.org/a/c", "POST"),
    ("?y", 302, "https://api.example.org/a/b?y", "GET"), ("//other.org/x", 301, "https://other.org/x", "GET"),
    ("https://other.org/", 303, "https://other.org/", "GET"),
  ])
  func followsAsHTTPSays(location: String, status: Int, url: String, method: String) throws {
    let next = try Hop(request).following(location, status: status, request: request)
    let expected = try ParsedURL.parse(url)
    #expect(next.url.hasSameOrigin(as: expected))
    #expect(next.url.text == url)
    #expect(next.method == method)
    if case .none = next.body { #expect(method == "GET") } else { #expect(method == "POST") }
    let isSameHost = next.url.host == "api.example.org"
    #expect(lines(next).contains("Authorization: Bearer secret") == isSameHost)
    #expect(lines(next).contains("Cookie: c=1") == isSameHost)
    #expect(lines(next).contains("Content-Type: text/plain") == (method == "POST"))
    #expect(lines(next).contains("X-Own: 1"))
  }

  @Test func forgetsWhoItIsOnAnotherPort() throws {
    let next = try Hop(request).following("https://api.example.org:8443/", status: 307, request: request)
    #expect(!lines(next).contains("Authorization: Bearer secret"))
  }

  @Test(arguments: [
    ("http://api.example.org/", OutboundError.Code.forbiddenHost), ("https://evil.net/", .forbiddenHost),
    ("ftp://api.example.org/", .forbiddenHost), ("file:///etc/passwd", .forbiddenHost), ("https://", .forbiddenHost),
    ("https://127.0.0.1/", .forbiddenHost), ("https://10.0.0.1/", .forbiddenAddress),
  ])
  func followsNowhereElse(location: String, expected: OutboundError.Code) throws {
    var request = request
    request.hostPolicy = .only(["api.example.org", "10.0.0.1"].compactMap(HostPattern.init))
    let hop = try Hop(request)
    #expect(code { () throws(OutboundError) in try hop.following(location, status: 302, request: request) } == expected)
  }
}
