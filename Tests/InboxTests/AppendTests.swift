import Foundation
import Model
import Postgres
import PostgresTestSupport
import Testing

@testable import Inbox

/// Acceptance against a real database.
@Suite struct AppendTests {
  private let conversation = ConversationID(UUID())
  private let client = ClientID(UUID())

  private func withDatabase(_ body: @escaping @Sendable (PostgresConnection) throws -> Void) async throws {
    let (client, conversation) = (client, conversation)
    try await TestCluster.withSchema { configuration in
      var configuration = configuration
      configuration.sessionSettings = AppendStatement.plannerSettings
      try await PostgresConnection.withConnection(configuration) { connection in
        try connection.execute(
          script: """
            INSERT INTO api_clients (client_id, name, secret_hash, scopes, created_at)
              VALUES ('\(client)', 'test', '', '{}', now());
            INSERT INTO users (client_id, user_id, created_at, updated_at)
              VALUES ('\(client)', 'ana', now(), now()), ('\(client)', 'bruno', now(), now());
            INSERT INTO conversations (conversation_id, client_id, partition, type, created_at, updated_at)
              VALUES ('\(conversation)', '\(client)', 3, 1, now(), now());
            INSERT INTO conversation_members (conversation_id, user_id, client_id, position, joined_at)
              VALUES ('\(conversation)', 'ana', '\(client)', 1, now()), ('\(conversation)', 'bruno', '\(client)', 2, now());
            """)
        try body(connection)
      }
    }
  }

  private func message(
    _ id: String, print fingerprint: UInt8 = 1, from sender: String = "ana", to recipients: [String] = [],
    in conversation: ConversationID? = nil, by client: ClientID? = nil
  ) -> MessageAppend {
    MessageAppend(
      clientID: client ?? self.client, messageID: id, conversationID: conversation ?? self.conversation, partition: 3,
      sender: sender, recipients: recipients, fingerprint: [fingerprint], body: MessageBody(json: Array("{}".utf8)),
      receivedAt: Timestamp(microseconds: 0), expiresAt: nil)
  }

  @Test func eachMessageOfABatchGetsItsOwnOutcome() async throws {
    let batch = [
      message("a"), message("a"), message("a", print: 2), message("b", from: "carla"),
      message("c", to: ["bruno", "carla"]), message("d", in: ConversationID(UUID())),
      message("e", by: ClientID(UUID())), message("f", to: ["bruno"]),
    ]
    try await withDatabase { connection in
      let outcomes = try PostgresInbox.append(batch, isLocal: { _ in true }, on: connection)
      #expect(
        outcomes == [
          .accepted, .duplicate, .messageIDReused, .senderNotAMember, .recipientNotAMember(1), .conversationUnknown,
          .conversationUnknown, .accepted,
        ])
      let envelopes = try InboxQueries.envelopes(
        from: connection.query(InboxQueries.fetch(partitions: [3], limit: 10)))
      #expect(envelopes.map(\.messageID) == ["a", "f"])
      // Another time, everything that was accepted is a duplicate and nothing is stored again.
      let again = try PostgresInbox.append([batch[0], batch[7]], isLocal: { _ in true }, on: connection)
      #expect(again == [.duplicate, .duplicate])
      let rows = try connection.query(InboxQueries.depth()).single().int64(0)
      #expect(rows == 2)
    }
  }

  @Test func anEnvelopeIsTakenOnce() async throws {
    let batch = [message("a"), message("b")]
    try await withDatabase { connection in
      _ = try PostgresInbox.append(batch, isLocal: { _ in true }, on: connection)
      let envelopes = try InboxQueries.envelopes(
        from: connection.query(InboxQueries.fetch(partitions: [3], limit: 10)))
      _ = try connection.query(InboxQueries.remove(envelopes))
      let error = #expect(throws: PostgresError.self) { _ = try connection.query(InboxQueries.remove(envelopes)) }
      #expect(error?.sqlState == "C4A01")
    }
  }

  @Test func whatIsTakenIsFoundByItsKey() async throws {
    let first = message("first")
    let crowd = (0..<400).map { message("m\($0)") }
    try await withDatabase { connection in
      func take(_ limit: Int) throws {
        let envelopes = try InboxQueries.envelopes(
          from: connection.query(InboxQueries.fetch(partitions: [3], limit: limit)))
        _ = try connection.query(InboxQueries.remove(envelopes))
      }
      func rowsRead() throws -> Int64 {
        let counters = Statement(
          "SELECT idx_tup_fetch + seq_tup_read FROM pg_stat_xact_user_tables WHERE relname = 'inbox'")
        return try connection.query(counters, []).single().int64(0)
      }
      // Plans are made while next to nothing waits, and kept.
      try connection.execute(script: "VACUUM ANALYZE inbox")
      try connection.execute(script: "SET enable_nestloop = on; SET enable_hashjoin = off")
      _ = try PostgresInbox.append([first], isLocal: { _ in true }, on: connection)
      try take(1)
      _ = try PostgresInbox.append(crowd, isLocal: { _ in true }, on: connection)
      let read = try connection.transaction { _ in
        let before = try rowsRead()
        try take(20)
        return try rowsRead() - before
      }
      #expect(read <= 60, "20 rows were fetched and removed, \(read) were read")
    }
  }
}
