import Connectors
import TestSupport
import Testing

@testable import Gateway

struct IngressRecordTests {
  @Test(arguments: 0..<200)
  func anEventIsMadeAgainFromItsRecord(seed: UInt64) {
    var generator = SeededGenerator(seed: seed)
    func text() -> String? {
      ["", "x", "Olá \"mundo\"\n\u{1}", "👩‍👩‍👧", nil].randomElement(using: &generator)!
    }
    let kinds: [ConnectorEvent.Kind] = [
      .message, .sent, .delivered, .read, .failed, .edited, .deleted, .reaction, .typing, .deliveredUpTo, .readUpTo,
      .memberJoined, .memberLeft, .chatMoved, .addressMoved, .other(16), .other(4711),
    ]
    var event = ConnectorEvent(
      account: "line", kind: kinds.randomElement(using: &generator)!,
      occurredAt: .random(in: 0...(1 << 60), using: &generator))
    event.eventID = text()
    event.chat = text()
    event.chatTitle = text()
    event.sender = text()
    event.senderName = text()
    event.remoteID = text()
    event.refID = text()
    event.messageID = text()
    event.text = text()
    event.format = [.plain, .markdown, .html].randomElement(using: &generator)!
    event.until = Bool.random(using: &generator) ? 5 : nil
    event.code = .random(in: 0...400, using: &generator)
    event.detail = text()
    event.isEcho = .random(using: &generator)
    event.isGroup = .random(using: &generator)
    if Bool.random(using: &generator) {
      event.attachments = [
        EventAttachment(mediaReference: text(), mime: text(), filename: text(), sha256: text(), length: 1 << 40),
        EventAttachment(mediaReference: "m"),
      ]
      event.metadata = ["b": "2", "a": text() ?? ""]
    }
    #expect(IngressRecord.event(from: IngressRecord.json(of: event), account: "line") == event)
  }

  @Test func anEventIsKnownByItsNameOrByWhatItSays() {
    let named = SampleEvents.message("a")
    #expect(IngressRecord.key(of: named) == "event-a")
    var unnamed = named
    unnamed.eventID = nil
    #expect(IngressRecord.key(of: unnamed) == "message/a")
    unnamed.remoteID = nil
    let key = IngressRecord.key(of: unnamed)
    #expect(key.hasPrefix("message#") && key == IngressRecord.key(of: unnamed))
    unnamed.text = "something else"
    #expect(IngressRecord.key(of: unnamed) != key)
  }

  @Test func damagedRecordsAreNoEvents() {
    for bytes in ["", "{}", "[]", #"{"kind":"message"}"#, "\u{0}"] {
      #expect(IngressRecord.event(from: Array(bytes.utf8), account: "line") == nil)
    }
  }
}
