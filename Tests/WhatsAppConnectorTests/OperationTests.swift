import ConnectorSDK
import ConnectorTesting
import JSON
import Testing

struct OperationTests {
  private let number = Number()
  private let change = Change(recipient: "551198877665", remoteID: "wamid.IN1", text: "👍")

  @Test func reactsAndTakesItBack() {
    number.host.script(Number.accepted(), Number.accepted())
    #expect(failure(number.host.react(change)) == nil)
    var back = change
    back.text = ""
    #expect(failure(number.host.react(back)) == nil)
    #expect(
      number.host.requests.first?.json == [
        "messaging_product": "whatsapp", "recipient_type": "individual", "to": "551198877665", "type": "reaction",
        "reaction": ["message_id": "wamid.IN1", "emoji": "👍"],
      ])
    #expect(number.host.requests.last?.json["reaction"]?["emoji"] == "")
  }

  @Test func showsWhatHasBeenReadAndThatSomebodyTypes() {
    number.host.script(.json(200, #"{"success":true}"#), .json(200, #"{"success":true}"#))
    #expect(failure(number.host.markRead(change)) == nil)
    #expect(failure(number.host.showTyping(change)) == nil)
    let read: JSONValue = ["messaging_product": "whatsapp", "status": "read", "message_id": "wamid.IN1"]
    #expect(number.host.requests.first?.json == read)
    #expect(number.host.requests.last?.json["typing_indicator"] == ["type": "text"])
    #expect(number.host.requests.last?.json["message_id"] == "wamid.IN1")
  }

  @Test func typingNeedsAMessageAndEndsByItself() {
    #expect(failure(number.host.showTyping(Change(recipient: "551198877665")))?.code == .unsupported)
    var stopped = change
    stopped.isTypingStopped = true
    #expect(failure(number.host.showTyping(stopped)) == nil)
    #expect(number.host.requests.isEmpty)
  }

  @Test func whatMayBeRepeatedIsTriedAgain() {
    number.host.script(.lost, Number.refused(400, 131_009))
    #expect(failure(number.host.react(change))?.code == .retry)
    #expect(failure(number.host.react(change))?.code == .permanent)
    var nobody = change
    nobody.recipient = "rosa"
    #expect(failure(number.host.react(nobody))?.code == .notFound)
  }
}
