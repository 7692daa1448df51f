import Connectors
import Foundation
import Inbox
import JSON
import Model
import Postgres
import Store
import TestSupport
import Testing

@testable import Gateway

/// The intake against a real database: one private cluster for each test.
@Suite(.serialized) struct IngressTransactionTests {
  @Test func everyRepetitionInWhateverOrderCountsOnce() async throws {
    try await TestDatabase.run { database in
      try await database.connect { connection throws in
        for seed in UInt64(0)..<12 {
          var generator = SeededGenerator(seed: seed)
          let sender = "sender-\(seed)"
          let events = [
            SampleEvents.message("a-\(seed)", from: sender), SampleEvents.message("b-\(seed)", from: sender),
            SampleEvents.about("a-\(seed)", .edited, text: "edited", sender: sender),
            SampleEvents.about("b-\(seed)", .reaction, text: "👍", sender: sender),
            SampleEvents.about("a-\(seed)", .deleted, after: 5, sender: sender),
          ]
          var rest = Array(repeating: events, count: 5).flatMap { $0 }.shuffled(using: &generator)
          while !rest.isEmpty {
            let size = Int.random(in: 1...7, using: &generator)
            try store(Array(rest.prefix(size)), on: connection)
            rest.removeFirst(min(size, rest.count))
          }
          // What came before its message has waited for it.
          let ready = try IngressEventStore.ready(youngerThan: .seconds(3600), limit: 100, on: connection)
          _ = try EventIntake.store(
            ready.compactMap { IntakeEvent($0, again: false) }, rules: SampleEvents.rules(), isLocal: { _ in true },
            on: connection)
        }
        #expect(try connection.count("threads") == 12)
        #expect(try connection.count("conversations") == 12)
        #expect(try connection.count("identities") == 12)
        #expect(try connection.count("ingress_events") == 60)
        #expect(try connection.count("ingress_events WHERE routed_at IS NULL") == 0)
        #expect(try connection.count("inbox WHERE kind = 1") == 24)
        #expect(try connection.count("inbox WHERE kind = 4") == 12)
        #expect(try connection.count("inbox WHERE kind = 5") == 36)
        #expect(try connection.count("remote_messages") == 24)
        // An owner takes a change after the message that it is about.
        let early = try connection.count(
          """
          inbox c JOIN inbox m ON m.client_id = c.client_id AND m.message_id = c.message_id AND m.kind = 1
          WHERE c.kind = 5 AND c.id < m.id
          """)
        #expect(early == 0)
      }
    }
  }

  @Test func aThousandFirstMessagesOverFourNodesMakeOnePersonAndOneConversation() async throws {
    try await TestDatabase.run { database in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for node in 0..<4 {
          group.addTask {
            try await database.connect { connection throws in
              for batch in 0..<25 {
                let events = (0..<10).map { SampleEvents.message("\(node)/\(batch)/\($0)") }
                try storeAgainAfterDeadlocks(events, on: connection)
              }
            }
          }
        }
        try await group.waitForAll()
      }
      try await database.connect { connection throws in
        #expect(try connection.count("users WHERE user_id = 'telegram:5511'") == 1)
        #expect(try connection.count("identities") == 1)
        #expect(try connection.count("threads") == 1)
        #expect(try connection.count("conversations") == 1)
        #expect(try connection.count("conversation_members") == 2)
        #expect(try connection.count("inbox WHERE kind = 1") == 1000)
        #expect(try connection.count("inbox WHERE kind = 4") == 1)
        #expect(try connection.numbers("SELECT count(DISTINCT conversation_id) FROM inbox") == [1])
      }
    }
  }

  @Test func anotherOwnerGetsConversationsOfTheirOwn() async throws {
    try await TestDatabase.run { database in
      try await database.connect { connection throws in
        try store([SampleEvents.message("a")], on: connection)
        try connection.execute(
          script: """
            INSERT INTO api_clients (client_id, name, secret_hash, scopes, created_at)
              VALUES ('\(UUID())', 'heir', '', '{}', now());
            """)
        _ = try EventIntake.store(
          SampleEvents.intake([SampleEvents.message("b"), SampleEvents.message("c", quoting: "a")]),
          rules: SampleEvents.rules(owner: "heir"), isLocal: { _ in true }, on: connection)
        #expect(try connection.count("conversations") == 2)
        #expect(try connection.count("threads") == 1)
        #expect(try connection.count("users WHERE user_id = 'telegram:5511'") == 2)
        let heirs = try connection.count(
          """
          inbox i JOIN api_clients a ON a.client_id = i.client_id
          WHERE a.name = 'heir' AND i.kind = 1 AND i.body::text NOT LIKE '%reply_to%'
          """)
        #expect(heirs == 2)
      }
    }
  }

  @Test func aUserWhoHasTheIdButAnotherAddressIsSomebodyElse() async throws {
    try await TestDatabase.run { database in
      let client = database.client
      try await database.connect { connection throws in
        try connection.execute(
          script: """
            INSERT INTO users (client_id, user_id, created_at, updated_at)
              VALUES ('\(client)', 'telegram:5511', now(), now());
            INSERT INTO identities (client_id, user_id, channel, address, verified, created_at, updated_at)
              VALUES ('\(client)', 'telegram:5511', 'telegram', '4711', true, now(), now());
            """)
        try store([SampleEvents.message("a")], on: connection)
        let made = try connection.query(Statement("SELECT user_id FROM identities WHERE address = '5511'"), [])
        let userID = try made.single().text(0)
        #expect(userID.hasPrefix("telegram:5511~") && userID.count == "telegram:5511~".count + 8)
      }
    }
  }

  @Test func theDefaultMemberWhoWritesFirstHasNobodyToTalkTo() async throws {
    try await TestDatabase.run { database in
      try await database.connect { connection throws in
        let rules = SampleEvents.rules(defaultMember: "telegram:5511")
        let result = try EventIntake.store(
          SampleEvents.intake([SampleEvents.message("a")]), rules: rules, isLocal: { _ in true }, on: connection)
        #expect(result.count(of: .unrouted) == 1)
        #expect(try connection.count("ingress_events WHERE reason = 'default_member_wrote'") == 1)
        #expect(try connection.count("conversations") == 0)
      }
    }
  }

  @Test func oldEventsAreForgottenInBatches() async throws {
    try await TestDatabase.run { database in
      try await database.connect { connection throws in
        try store((0..<10).map { SampleEvents.message("\($0)") }, on: connection)
        try connection.execute(
          script: "UPDATE ingress_events SET received_at = now() - interval '20 days' WHERE id % 2 = 0;")
        let age = Duration.seconds(14 * 86_400)
        #expect(try IngressEventStore.prune(olderThan: age, limit: 4, on: connection) == 2)
        #expect(try IngressEventStore.prune(olderThan: age, limit: 100, on: connection) == 3)
        #expect(try connection.count("ingress_events") == 5)
      }
    }
  }

  /// As the writer of batches does it.
  private func storeAgainAfterDeadlocks(_ events: [ConnectorEvent], on connection: PostgresConnection) throws {
    while true {
      do {
        try store(events, on: connection)
        return
      } catch let error as PostgresError where error.code == .deadlock || error.code == .serialization {
        continue
      }
    }
  }

  @discardableResult
  private func store(_ events: [ConnectorEvent], on connection: PostgresConnection) throws -> IngressResult {
    try EventIntake.store(
      SampleEvents.intake(events), rules: SampleEvents.rules(), isLocal: { _ in true }, on: connection)
  }
}
