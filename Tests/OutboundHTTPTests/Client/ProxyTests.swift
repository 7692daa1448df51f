import JSON
import OutboundHTTP
import Testing

/// A proxy finds addresses and connects for us. The tests' server answers for any host.
struct ProxyTests {
  private func configuration() throws -> OutboundHTTPClient.Configuration {
    let port = try WebServer.shared().plain
    return .init(
      proxy: OutboundProxy(
        url: "http://127.0.0.1:\(port)", exceptions: ["127.0.0.1", "localhost"].compactMap(HostPattern.init)))
  }

  @Test func leavesNamesToTheProxy() async throws {
    try await withClient(configuration()) { client, _ in
      let bytes = await body(client, OutboundRequest(method: "GET", url: "http://no-such-host.invalid/echo"))
      let told = try JSONParser.parse(String(decoding: bytes ?? [], as: UTF8.self))
      #expect(told["target"]?.stringValue == "http://no-such-host.invalid/echo")
    }
  }

  @Test func stillRefusesAddressesInTheURL() async throws {
    try await withClient(configuration()) { client, _ in
      for host in ["10.0.0.1", "169.254.169.254", "[::1]", "[::ffff:10.0.0.1]", "0xa000001"] {
        let error = await failure(client, OutboundRequest(method: "GET", url: "http://\(host)/echo"))
        #expect(error?.code == .forbiddenAddress, "\(host)")
      }
    }
  }

  @Test func contactsExceptionsItself() async throws {
    try await withClient(configuration()) { client, server in
      let url = "http://localhost:\(server.other)/echo"
      #expect(await failure(client, OutboundRequest(method: "GET", url: url))?.code == .forbiddenAddress)
      let told = try JSONParser.parse(String(decoding: await body(client, .test(url)) ?? [], as: UTF8.self))
      #expect(told["target"]?.stringValue == "/echo")
    }
  }
}
