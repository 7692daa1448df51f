import ConnectorSDK
import ConnectorTesting
import Testing

struct PartsTests {
  private let host: FakeHost = {
    let host = FakeHost(Probe.self, settings: ["name": "one"])
    host.create()
    host.connect()
    return host
  }()

  private func send(_ text: String, attempt: Int = 1) -> Result<Sent, ConnectorError>? {
    host.send(TextMessage(id: "m-1", recipient: "you", text: text, idempotencyKey: "key", attempt: attempt))
  }

  private func fails(_ result: Result<Sent, ConnectorError>?, _ code: ConnectorError.Code) -> Bool {
    if case .failure(let error)? = result { error.code == code } else { false }
  }

  @Test func namesEachPart() {
    host.answerAll { _ in .json(200, "") }
    #expect(send("parts a b c") == .success(Sent("id-a", more: ["id-b", "id-c"])))
    #expect(host.stored == [:])
  }

  @Test func goesOnWhereItStopped() {
    host.script(.json(200, ""), .json(200, ""), .json(503, ""), .json(200, ""))
    #expect(fails(send("parts a b c"), .retry))
    #expect(send("parts a b c", attempt: 2) == .success(Sent("id-a", more: ["id-b", "id-c"])))
    #expect(host.requests.map(\.url.last) == ["a", "b", "c", "c"])
    #expect(host.stored == [:])
  }

  @Test func forgetsWhatWillNeverArrive() {
    host.script(.json(200, ""), .json(410, ""))
    #expect(fails(send("parts a b c"), .permanent))
    #expect(host.stored == [:])
  }

  @Test func beginsAnewWithoutState() {
    host.setKeepsState(false)
    host.script(.json(200, ""), .json(503, ""), .json(200, ""), .json(200, ""))
    #expect(fails(send("parts a b"), .retry))
    #expect(send("parts a b", attempt: 2) == .success(Sent("id-a", more: ["id-b"])))
  }

  @Test func ignoresTheProgressOfAnotherText() {
    host.script(.json(200, ""), .json(200, ""), .json(503, ""))
    #expect(fails(send("parts a b c"), .retry))
    host.answerAll { _ in .json(200, "") }
    #expect(send("parts d e", attempt: 2) == .success(Sent("id-d", more: ["id-e"])))
  }
}
