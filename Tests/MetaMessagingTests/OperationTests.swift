import ConnectorSDK
import ConnectorTesting
import JSON
import Testing

struct OperationTests {
  private func change(_ text: String = "") -> Change {
    Change(recipient: Account.person, remoteID: "m_IN1", text: text)
  }

  private func done() -> ScriptedAnswer { .json(200, #"{"recipient_id":"\#(Account.person)"}"#) }

  @Test(arguments: [("❤️", "love"), ("❤", "love"), ("👍", "like"), ("😡", "angry")])
  func reactsOnMessenger(sign: String, name: String) throws {
    let page = Account(.messenger)
    page.host.script(done())
    #expect(failure(page.host.react(change(sign))) == nil)
    #expect(
      page.host.requests.first?.json == [
        "recipient": ["id": .string(Account.person)], "sender_action": "react",
        "payload": ["message_id": "m_IN1", "reaction": .string(name)],
      ])
  }

  @Test(arguments: Account.Platform.allCases) func takesAReactionBack(platform: Account.Platform) {
    let account = Account(platform)
    account.host.script(done())
    #expect(failure(account.host.react(change())) == nil)
    #expect(account.host.requests.first?.json["sender_action"] == "unreact")
    #expect(account.host.requests.first?.json["payload"] == ["message_id": "m_IN1"])
  }

  @Test func saysWithWhatAnAccountCannotReact() {
    for (platform, sign) in [(Account.Platform.messenger, "🎉"), (.instagram, "👍")] {
      let account = Account(platform)
      let error = failure(account.host.react(change(sign)))
      #expect(error?.code == .unsupported)
      #expect(error?.detail.contains("❤") == true)
      #expect(account.host.requests.isEmpty)
    }
  }

  @Test func showsWhatHasBeenSeenAndWhoTypes() {
    let page = Account(.messenger)
    var stopped = change()
    stopped.isTypingStopped = true
    page.host.script(done(), done(), done())
    #expect(failure(page.host.markRead(change())) == nil)
    #expect(failure(page.host.showTyping(change())) == nil)
    #expect(failure(page.host.showTyping(stopped)) == nil)
    #expect(
      page.host.requests.map { $0.json["sender_action"]?.stringValue } == ["mark_seen", "typing_on", "typing_off"])
  }

  @Test func whatMayBeRepeatedIsTriedAgain() {
    let page = Account(.messenger)
    page.host.script(.lost, Account.refused(400, 10, 2_018_278))
    #expect(failure(page.host.react(change("❤")))?.code == .retry)
    #expect(failure(page.host.react(change("❤")))?.code == .blocked)
  }
}
