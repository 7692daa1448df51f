import Connectors
import Foundation
import Model
import Postgres
import Store
import Testing

@testable import Gateway

/// People with several addresses, and chats with several names, against a real database.
@Suite(.serialized) struct AddressTests {
  private static let long = "5511987654321"
  private static let short = "551187654321"
  private static let userID = "BR.13491208655302741918"

  @Test func bothSpellingsOfANumberAreOnePersonWithOneThread() async throws {
    try await TestDatabase.run { database in
      try await database.connect { connection throws in
        try store([message("a", Self.long)], on: connection)
        try store([message("b", Self.short)], on: connection)
        try store([message("c", Self.long), message("d", Self.short)], on: connection)
        #expect(try connection.count("conversations") == 1)
        #expect(try connection.count("identities") == 1)
        #expect(try connection.count("threads") == 1)
        #expect(try connection.count("users WHERE user_id LIKE 'whatsapp:%'") == 1)
        #expect(try connection.count("inbox WHERE kind = 1") == 4)
        // What the platform used last is what is written to.
        #expect(try connection.count("identities WHERE address = '\(Self.short)'") == 1)
        #expect(try connection.count("threads WHERE chat = '\(Self.short)'") == 1)
      }
    }
  }

  @Test func twoSpellingsInOneBatchMakeOnePerson() async throws {
    try await TestDatabase.run { database in
      try await database.connect { connection throws in
        try store([message("a", Self.long), message("b", Self.short)], on: connection)
        #expect(try connection.count("conversations") == 1)
        #expect(try connection.count("identities") == 1)
        #expect(try connection.count("known_addresses") == 1)
      }
    }
  }

  @Test func firstMessagesInBothSpellingsOnFourNodesMakeOnePerson() async throws {
    try await TestDatabase.run { database in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for node in 0..<4 {
          group.addTask {
            try await database.connect { connection throws in
              for number in 0..<25 {
                let tail = String(87_000_000 + number)
                let address = node % 2 == 0 ? "55119\(tail)" : "5511\(tail)"
                try again { try store([message("\(node)/\(number)", address)], on: connection) }
              }
            }
          }
        }
        try await group.waitForAll()
      }
      try await database.connect { connection throws in
        #expect(try connection.count("identities") == 25)
        #expect(try connection.count("conversations") == 25)
        #expect(try connection.count("inbox WHERE kind = 1") == 100)
        #expect(try connection.numbers("SELECT count(DISTINCT conversation_id) FROM inbox WHERE kind = 1") == [25])
      }
    }
  }

  @Test func aUserIDToldBesideTheNumberIsTheSamePerson() async throws {
    try await TestDatabase.run { database in
      try await database.connect { connection throws in
        try store([message("a", Self.long, other: Self.userID)], on: connection)
        // From now on she hides her number.
        try store([message("b", Self.userID)], on: connection)
        try store([message("c", Self.short, other: Self.userID)], on: connection)
        #expect(try connection.count("conversations") == 1)
        #expect(try connection.count("identities") == 1)
        #expect(try connection.count("known_addresses") == 2)
        #expect(try connection.count("inbox WHERE kind = 1") == 3)
      }
    }
  }

  @Test func twoStrangersWhoseAddressesAreToldTogetherBecomeOne() async throws {
    try await TestDatabase.run { database in
      try await database.connect { connection throws in
        try store([message("a", Self.userID)], on: connection)
        try store([message("b", Self.long)], on: connection)
        #expect(try connection.count("identities") == 2)
        try store([message("c", Self.long, other: Self.userID)], on: connection)
        #expect(try connection.count("identities") == 1)
        #expect(try connection.count("user_merges WHERE cause = 'address'") == 1)
        #expect(try connection.count("users WHERE merged_into IS NOT NULL") == 1)
      }
    }
  }

  @Test func anotherNumberThatWasGivenUpIsNobodysAnyMore() async throws {
    try await TestDatabase.run { database in
      try await database.connect { connection throws in
        try store([message("a", Self.long)], on: connection)
        let moved = ConnectorEvent(
          account: "line", kind: .addressMoved, occurredAt: SampleEvents.time, eventID: "moved", sender: Self.short,
          refID: "5521911112222")
        try store([moved], on: connection)
        try store([message("b", "5521911112222")], on: connection)
        #expect(try connection.count("conversations") == 1)
        try store([message("c", Self.long)], on: connection)
        #expect(try connection.count("identities") == 2)
      }
    }
  }

  @Test func aNewNumberIsToldToTheOwnersOfAllConversations() async throws {
    try await TestDatabase.run { database in
      try await database.connect { connection throws in
        var elsewhere = message("b", Self.long)
        elsewhere.account = "second"
        try store([message("a", Self.long), elsewhere], on: connection)
        let chats = try connection.count("threads WHERE chat = '\(Self.long)'")
        try store([moved(Self.short, "5521911112222")], on: connection)
        #expect(try connection.count("threads WHERE chat = '5521911112222' AND user_id IS NOT NULL") == chats)
        #expect(try connection.count("threads WHERE chat = '\(Self.long)'") == 0)
        let conversations = try connection.count("conversations")
        let told = "inbox WHERE kind = 9 AND body->>'to_address' = '5521911112222' AND body->>'channel' = 'whatsapp'"
        #expect(try connection.count(told) == conversations)
        #expect(try connection.count("\(told) AND partition IN (SELECT partition FROM conversations)") == conversations)
      }
    }
  }

  @Test func aNumberThatIsSomebodyElsesMovesNothing() async throws {
    try await TestDatabase.run { database in
      try await database.connect { connection throws in
        try store([message("a", Self.long), message("b", "5521911112222")], on: connection)
        try store([moved(Self.long, "5521911112222")], on: connection)
        #expect(try connection.count("threads WHERE chat = '\(Self.long)'") == 1)
        #expect(try connection.count("identities WHERE address = '\(Self.long)'") == 1)
        #expect(try connection.count("inbox WHERE kind = 9") == 0)
      }
    }
  }

  private func moved(_ from: String, _ to: String) -> ConnectorEvent {
    ConnectorEvent(
      account: "line", kind: .addressMoved, occurredAt: SampleEvents.time, eventID: "moved/\(to)", sender: from,
      refID: to)
  }

  @Test func aLateMessageUnderAGroupsFormerNameBelongsToTheGroup() async throws {
    try await TestDatabase.run { database in
      try await database.connect { connection throws in
        func group(_ name: String, in chat: String) -> ConnectorEvent {
          SampleEvents.message(name, from: "7", chat: chat, isGroup: true)
        }
        func moved(_ from: String, _ to: String) -> ConnectorEvent {
          ConnectorEvent(
            account: "line", kind: .chatMoved, occurredAt: SampleEvents.time, eventID: "moved/\(from)/\(to)",
            chat: from, refID: to)
        }
        try store([group("a", in: "-4"), moved("-4", "-1004"), group("b", in: "-1004")], on: connection)
        try store([group("late", in: "-4")], on: connection)
        // A second move leads on, and a chat that nobody had written in before it moved is one as well.
        try store([moved("-1004", "-1005"), group("later", in: "-4"), group("latest", in: "-1004")], on: connection)
        #expect(try connection.count("conversations") == 1)
        try store([moved("-9", "-1009"), group("x", in: "-9"), group("y", in: "-1009")], on: connection)
        #expect(try connection.count("conversations") == 2)
        #expect(try connection.count("threads") == 2)
        #expect(try connection.count("threads WHERE chat IN ('-1005', '-1009')") == 2)
      }
    }
  }

  private func message(_ name: String, _ sender: String, other: String? = nil) -> ConnectorEvent {
    var event = SampleEvents.message(name, from: sender)
    event.metadata["user_id"] = other
    return event
  }

  private func again(_ body: () throws -> Void) throws {
    while true {
      do { return try body() } catch let error as PostgresError
        where error.code == .deadlock || error.code == .serialization
      { continue }
    }
  }

  private func store(_ events: [ConnectorEvent], on connection: PostgresConnection) throws {
    _ = try EventIntake.store(
      SampleEvents.intake(events, channel: "whatsapp"), rules: Self.rules, isLocal: { _ in true }, on: connection)
  }

  private static let rules = IngressRules(
    accounts: ["line", "second"].map {
      IngressAccount(name: $0, channel: "whatsapp", owner: "acme", defaultMember: "helpdesk")
    },
    partitionCount: 4)
}
