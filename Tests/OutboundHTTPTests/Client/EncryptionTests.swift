import OutboundHTTP
import Testing

struct EncryptionTests {
  @Test func refusesACertificateOfNobody() async throws {
    try await withClient { client, server in
      let error = try #require(await failure(client, .test("https://127.0.0.1:\(server.secure)/echo?key=tls")))
      #expect(error.code == .tls && !error.wasSent)
      #expect(error.message.contains("authority"))
      #expect(await server.told("tls", "requests", by: client) == 0)
    }
  }

  @Test func trustsAnAuthorityOfItsOwnFile() async throws {
    try await withClient(.init(caFile: WebServer.authority)) { client, server in
      for host in ["127.0.0.1", "localhost"] {
        #expect(await status(client, .test("https://\(host):\(server.secure)/echo")) == 200)
      }
      // The certificate does not name this one.
      let error = await failure(client, .test("https://127.0.0.2:\(server.secure)/echo"))
      #expect(error?.code == .tls || error?.code == .connect)
    }
  }

  @Test func showsItsCertificate() async throws {
    let certificate = ClientCertificate(
      certificateFile: WebServer.clientCertificate, keyFile: WebServer.clientCertificate)
    try await withClient(.init(caFile: WebServer.authority, clientCertificate: certificate)) { client, server in
      #expect(await status(client, .test("https://127.0.0.1:\(server.mutual)/echo")) == 200)
    }
    try await withClient(.init(caFile: WebServer.authority)) { client, server in
      let error = await failure(client, .test("https://127.0.0.1:\(server.mutual)/echo"))
      #expect(error?.code == .tls)
    }
  }

  @Test func givesUpAServerThatDoesNotAnswerToTLS() async throws {
    try await withClient { client, server in
      var request = OutboundRequest.test("https://127.0.0.1:\(server.plain)/")
      request.connectTimeout = .milliseconds(300)
      let error = await failure(client, request)
      #expect(error?.code == .timeout && error?.wasSent == false)
    }
  }

  @Test func doesNotStartWithAFileThatIsNotThere() async throws {
    await #expect(throws: OutboundError.self) {
      try await withClient(.init(caFile: "/nowhere/ca.pem")) { _, _ in }
    }
  }
}
