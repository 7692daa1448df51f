import Foundation
import JSON
import Model
import Store
import TestSupport
import Testing

@testable import Gateway

struct MessageChangeTests {
  private func message() -> StoredMessage {
    StoredMessage(
      id: 1, key: .init(clientID: ClientID(UUID()), messageID: "m"), conversationID: ConversationID(UUID()),
      sequenceNumber: 1,
      body: MessageBody(
        json: Array(
          #"{"to":["b"],"channels":["all"],"payload":{"type":"text","text":"first","attachments":[{"file_name":"x"}]}}"#
            .utf8)))
  }

  private func change(_ kind: MessageChange.Kind, _ text: String = "", by user: String? = "ana", at second: Int64)
    -> MessageChange
  {
    MessageChange(
      kind: kind, text: text, userID: user, source: MessageSource(channel: "telegram", account: "line"),
      occurredAt: Timestamp(microseconds: second * 1_000_000))
  }

  private func text(_ message: StoredMessage) throws -> String? {
    try message.body.parsed()["payload"]?["text"]?.stringValue
  }

  /// Whatever the order and however often, the newest edit and each person's newest reaction remain.
  @Test(arguments: 0..<100)
  func theOrderOfChangesDoesNotMatter(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let changes =
      (1...4).map { change(.edited, "edit \($0)", at: $0) }
      + (1...4).map { change(.reaction, "\($0)", by: "ana", at: $0) }
      + [change(.reaction, "+", by: "rui", at: 1), change(.reaction, "", by: "rui", at: 2)]
    var message = message()
    for change in Array(repeating: changes, count: 3).flatMap({ $0 }).shuffled(using: &generator) {
      _ = try change.apply(to: &message)
    }
    #expect(try text(message) == "edit 4")
    #expect(message.isEdited)
    #expect(message.reactions.filter { !$0.reaction.isEmpty }.map(\.reaction) == ["4"])
  }

  @Test func aRepetitionIsNoNews() throws {
    var message = message()
    for kind in [MessageChange.Kind.edited, .reaction, .deleted] {
      let change = change(kind, "x", at: 5)
      #expect(try change.apply(to: &message))
      #expect(try !change.apply(to: &message))
    }
  }

  @Test func whatIsDeletedStaysDeletedAndSaysNothing() throws {
    var message = message()
    #expect(try change(.deleted, at: 1).apply(to: &message))
    #expect(try !change(.edited, "again", at: 2).apply(to: &message))
    #expect(message.isDeleted && !message.isEdited)
    let body = try message.body.parsed()
    #expect(body["payload"] == ["type": "text", "text": ""])
    #expect(body["to"] == ["b"])
  }

  @Test func anEditKeepsTheFiles() throws {
    var message = message()
    #expect(try change(.edited, "second", at: 1).apply(to: &message))
    #expect(try message.body.parsed()["payload"]?["attachments"] == [["file_name": "x"]])
  }

  @Test func nobodysReactionIsNone() throws {
    var message = message()
    #expect(try !change(.reaction, "x", by: nil, at: 1).apply(to: &message))
  }

  @Test func aMessageKeepsSoManyReactions() throws {
    var message = message()
    for number in 0..<MessageChange.maximumReactions + 5 {
      _ = try change(.reaction, "x", by: "user-\(number)", at: 1).apply(to: &message)
    }
    #expect(message.reactions.count == MessageChange.maximumReactions)
  }

  @Test func aChangeIsReadAsItWasWritten() throws {
    for kind in [MessageChange.Kind.edited, .deleted, .reaction] {
      let change = change(kind, "Olá \u{1}", at: 7)
      #expect(try MessageChange(json: change.json) == change)
    }
    #expect(try MessageChange(json: Array("{}".utf8)) == nil)
  }
}
