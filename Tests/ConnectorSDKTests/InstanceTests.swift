import ConnectorSDK
import ConnectorTesting
import Testing

/// What the layer does between the host's C functions and a connector's asynchronous ones.
struct InstanceTests {
  private func started(_ settings: [String: String] = ["name": "one"]) -> FakeHost {
    let host = FakeHost(Probe.self, settings: settings)
    #expect(host.create() == .success(Sent("")))
    #expect(host.connect() == .success(Sent("")))
    return host
  }

  private func message(_ text: String, id: String = "m-1", attempt: Int = 1) -> TextMessage {
    TextMessage(id: id, recipient: "you", text: text, attempt: attempt)
  }

  private func error(_ result: Result<Sent, ConnectorError>?) -> ConnectorError? {
    if case .failure(let error)? = result { error } else { nil }
  }

  @Test func endsASendWithWhatWasReturned() {
    let host = started()
    host.script(.json(204, ""))
    #expect(host.send(message("request")) == .success(Sent("status-204")))
    #expect(host.violations == [])
  }

  @Test func endsASendWithWhatWasThrown() {
    let thrown = error(started().send(message("anything")))
    #expect(thrown == .rateLimited(after: .milliseconds(1_500), scope: .chat, "as you wish"))
  }

  @Test func copiesTheWholeMessage() throws {
    var sent = message("message")
    sent.conversation = "c-1"
    sent.chat = "chat"
    sent.replyTo = "r-1"
    sent.format = .html
    sent.sender = "s"
    sent.senderName = "Sender"
    sent.attempt = 3
    sent.mayBeDuplicate = true
    sent.isSilent = true
    sent.metadata = ["a": "b"]
    sent.deadline = 77
    #expect(try started().send(sent)?.get().remoteID == "\(sent)")
  }

  @Test(arguments: [
    (ScriptedAnswer.lost, ConnectorError.Code.uncertain), (.notSent, .retry),
    (.failure(ConnectorError(.timeout, "late")), .timeout), (.failure(.tooLarge("endless")), .uncertain),
    (.failure(.permanent("a host that may not be contacted")), .badConfig), (.failure(.cancelled()), .cancelled),
  ]) func saysWhatAMissingAnswerMeans(answer: ScriptedAnswer, code: ConnectorError.Code) {
    let host = started()
    host.script(answer)
    #expect(error(host.send(message("request")))?.code == code)
  }

  @Test func waitsWithoutAThread() {
    let host = started()
    #expect(host.send(message("sleep")) == .success(Sent("slept")))
  }

  @Test func comesBackFromElsewhere() async throws {
    let host = started()
    let op = host.begin(message("elsewhere"))
    let giveUp = ContinuousClock.now + .seconds(10)
    while host.ending(op) == nil {
      try #require(ContinuousClock.now < giveUp)
      await Task.yield()
      host.settle()
    }
    #expect(host.ending(op) == .success(Sent("back")))
  }

  @Test func givesUpARequestThatIsCancelled() {
    let host = started()
    host.script(.held, .held)
    let first = host.begin(message("request"))
    let second = host.begin(message("request"))
    #expect(host.ending(first) == nil)
    host.cancel(first)
    #expect(error(host.ending(first))?.code == .cancelled)
    #expect(host.ending(second) == nil)
    host.answerHeld(.json(200, ""))
    #expect(host.ending(second) == .success(Sent("status-200")))
    host.cancel(first)
    #expect(host.violations == [])
  }

  @Test func disconnectsWithAHundredSendsOpen() {
    let host = started()
    host.answerAll { _ in .held }
    let sends = (0..<100).map { host.begin(message("request", id: "m-\($0)")) }
    #expect(host.disconnect() == .success(Sent("")))
    #expect(sends.allSatisfy { error(host.ending($0))?.code == .cancelled })
    #expect(host.openOperations == 0)
    #expect(host.connect() == .success(Sent("")))
    host.script(.json(200, ""))
    #expect(host.send(message("request")) == .success(Sent("status-200")))
    #expect(host.violations == [])
  }

  @Test func nothingOutlivesDestroy() {
    for round in 0..<200 {
      let host = started(["name": "mortal"])
      host.answerAll { _ in .held }
      let op = host.begin(message("request"))
      if round.isMultiple(of: 2) { host.disconnect() }
      host.destroy()
      #expect(error(host.ending(op))?.code == .cancelled)
      #expect(host.violations == [])
    }
    #expect(Probe.Life.count("mortal") == 0)
  }

  @Test func destroysWhatWasNeverConnected() {
    let host = FakeHost(Probe.self, settings: ["name": "never connected"])
    host.create()
    #expect(Probe.Life.count("never connected") == 1)
    host.destroy()
    #expect(Probe.Life.count("never connected") == 0)
  }

  @Test func aConnectorMayRefuseItsSettings() {
    let host = FakeHost(Probe.self, settings: ["name": "impossible"])
    #expect(error(host.create()) == .badConfig("'name' cannot be that"))
  }

  @Test func connectAndHealthSayHowItIs() {
    let host = FakeHost(Probe.self, settings: ["name": "offline"])
    host.create()
    #expect(error(host.connect()) == .retry("no connection"))
    #expect(error(host.health()) == .authFailed("the key is old"))
  }

  @Test func operationsTakeTurns() async throws {
    let host = started()
    host.answerAll { _ in .json(200, "") }
    var open: [UInt64] = []
    for round in 0..<300 { open.append(host.begin(message(["request", "elsewhere", "sleep"][round % 3]))) }
    let giveUp = ContinuousClock.now + .seconds(10)
    while host.openOperations > 0 {
      try #require(ContinuousClock.now < giveUp)
      await Task.yield()
      host.settle()
    }
    for op in open { #expect(throws: Never.self) { try host.ending(op)?.get() } }
    #expect(host.violations == [])
  }

  @Test func reportsWhatNoWebhookBrought() {
    let host = started()
    #expect(host.send(message("emit")) == .success(Sent("emitted")))
    #expect(host.events.map(\.id) == ["spontaneous"])
    // C4A_RETRY: no room.
    host.setEmitResult(100)
    #expect(error(host.send(message("emit")))?.code == .retry)
  }
}
