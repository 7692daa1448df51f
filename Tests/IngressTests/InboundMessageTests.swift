import Connectors
import JSON
import Testing

@testable import Gateway

struct InboundMessageTests {
  private func message(_ event: ConnectorEvent) -> InboundMessage { InboundMessage(event: event, channel: "telegram") }

  @Test func theSameMessageHasTheSameIdWhateverTheEventIsCalled() {
    let first = SampleEvents.message("a")
    var second = first
    second.eventID = "another name"
    second.text = "other words"
    #expect(message(first).messageID == message(second).messageID)
    #expect(message(first).messageID != message(SampleEvents.message("b")).messageID)
    #expect(message(first).messageID != message(SampleEvents.message("a", account: "other")).messageID)
    #expect(Array(message(first).messageID)[14] == "8")
  }

  @Test func aBodySaysWhereItCameFrom() throws {
    var event = SampleEvents.message("a", text: "Olá", chat: "c")
    event.attachments = [EventAttachment(mediaReference: "m", mime: "image/png", filename: "x.png", length: 5)]
    let body = try message(event).body(replyTo: "m0").parsed()
    #expect(body["channels"] == ["all"])
    #expect(body["reply_to_message_id"] == "m0")
    #expect(body["payload"]?["text"] == "Olá")
    #expect(
      body["payload"]?["attachments"] == [
        ["media_ref": "m", "file_name": "x.png", "mime_type": "image/png", "size": 5]
      ])
    #expect(body["source"]?["channel"] == "telegram")
    #expect(body["source"]?["account"] == "line")
    #expect(body["source"]?["chat"] == "c")
    #expect(body["source"]?["external_message_id"] == "a")
    #expect(body["source"]?["sender_name"] == "Ana")
    #expect(body["to"] == nil)
  }

  @Test func whatHasNoWordsIsSentOnByItsFilesNames() throws {
    var event = SampleEvents.message("a", text: "")
    event.attachments = [
      EventAttachment(mime: "image/png", filename: "x.png"), EventAttachment(mime: "audio/ogg"), EventAttachment(),
    ]
    #expect(try MessageContent(body: message(event).body(replyTo: nil)).text == "[x.png] [audio/ogg] [file]")
    event.attachments = []
    #expect(try MessageContent(body: message(event).body(replyTo: nil)).text == "[message without text]")
  }

  @Test func aPrivateChatWithoutAnIdGoesByTheAddress() {
    #expect(message(SampleEvents.message("a")).chat == "5511")
    var channelPost = SampleEvents.message("a", chat: "c")
    channelPost.sender = nil
    #expect(message(channelPost).address == "c")
  }

  @Test func aStrangersIdTellsChannelAndAddress() {
    #expect(UnknownPerson.userID(channel: "whatsapp", address: "5511987654321") == "whatsapp:5511987654321")
    // Two Unicode scalars each, which the database counts.
    let accents = String(repeating: "e\u{301}", count: 100)
    #expect(UnknownPerson.userID(channel: "matrix", address: accents).unicodeScalars.count <= 128)
    #expect(UnknownPerson.otherUserID(channel: "matrix", address: accents).unicodeScalars.count <= 128)
    let long = UnknownPerson.userID(channel: "matrix", address: String(repeating: "é", count: 300))
    #expect(long.hasPrefix("matrix:") && long.count == 71)
    let other = UnknownPerson.otherUserID(channel: "matrix", address: String(repeating: "x", count: 121))
    #expect(other.count <= 128 && other.contains("~"))
  }
}
