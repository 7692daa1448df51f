import Chat4AllNewChannel
import ConnectorSDK
import ConnectorTesting
import Testing

/// Tests of the connector against a host in this process: no gateway, no network, done in a moment.
struct NewChannelConnectorTests {
  let host = FakeHost(NewChannelConnector.self, settings: ["token": "t-1", "callback_secret": "hush"])

  init() { host.create() }

  /// What the service would send, signed as it signs.
  func callback(_ body: String) -> WebhookEnding? {
    let code = HMACSHA256.code(of: Array(body.utf8), key: Array("hush".utf8))
    let signature = HTTPHeader("x-signature", "sha256=" + HMACSHA256.hexadecimal(code))
    return host.webhook(WebhookRequest(headers: [signature], body: Array(body.utf8)))
  }

  func failure(_ answer: ScriptedAnswer) -> ConnectorError? {
    host.script(answer)
    guard case .failure(let error) = host.send(TextMessage(id: "message-1", recipient: "+55", text: "hello")) else {
      return nil
    }
    return error
  }

  @Test func namesASettingThatIsMissing() throws {
    let result = FakeHost(NewChannelConnector.self, settings: ["token": "t-1"]).create()
    guard case .failure(let error) = result else {
      Issue.record("it was made")
      return
    }
    #expect(error.code == .badConfig)
    #expect(error.detail.contains("callback_secret"))
  }

  @Test func sendsAMessageAndKnowsItsID() throws {
    host.script(.json(201, #"{"id":"m-7"}"#))
    let message = TextMessage(id: "message-1", recipient: "+5511999990000", text: #"Olá "Ana""#)
    #expect(host.send(message) == .success(Sent("m-7")))
    let request = try #require(host.requests.first)
    #expect(request.url == "https://api.new-channel.example/messages")
    #expect(request.json == ["to": "+5511999990000", "text": #"Olá "Ana""#])
    #expect(request.header("authorization") == "Bearer t-1")
    #expect(request.header("idempotency-key") == "message-1")
  }

  @Test(arguments: [
    (400, ConnectorError.Code.permanent), (401, .authFailed), (403, .blocked), (404, .notFound), (413, .tooLarge),
    (500, .retry), (503, .retry), (504, .uncertain),
  ]) func saysWhatARefusalMeans(status: Int, code: ConnectorError.Code) {
    #expect(failure(.json(status, ""))?.code == code)
  }

  @Test func waitsAsLongAsTheServiceAsks() {
    let error = failure(.json(429, "", headers: [HTTPHeader("retry-after", "7")]))
    #expect(error?.code == .rateLimited)
    #expect(error?.retryAfter == .seconds(7))
  }

  @Test func doesNotCallItRetryWhenTheMessageMayHaveArrived() {
    #expect(failure(.json(200, #"{"id":"#))?.code == .uncertain)
    #expect(failure(.lost)?.code == .uncertain)
    #expect(failure(.notSent)?.code == .retry)
  }

  @Test func turnsSignedCallbacksIntoEvents() throws {
    let said = """
      {"event_id":"e-1","number":1,"type":"message","message_id":"m-8","from":"+55","name":"Ana","text":"Oi"}
      """
    for _ in 0..<2 {
      let ending = try #require(callback(said))
      let event = try #require(ending.events.first)
      #expect(ending.status == 200)
      #expect((event.kind, event.id) == (.message, "e-1"))
      #expect((event.sender, event.remoteID, event.text) == ("+55", "m-8", "Oi"))
    }
    let read = callback(#"{"event_id":"e-4","number":4,"type":"read","message_id":"m-7"}"#)
    #expect(read?.events.first?.kind == .read)
    #expect(read?.events.first?.refID == "m-7")
    #expect(host.logLines.contains { $0.contains("callbacks were lost") })
  }

  @Test func keepsNothingOfWhatIsNotSignedOrCannotBeRead() {
    #expect(host.webhook(WebhookRequest(body: Array("{}".utf8)))?.status == 401)
    for broken in [#"{"event_id":"#, "[]", "{}"] {
      let ending = callback(broken)
      #expect(ending?.status == 400)
      #expect(ending?.events.isEmpty == true)
    }
  }
}
