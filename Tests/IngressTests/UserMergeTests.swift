import Connectors
import Foundation
import Model
import Postgres
import Store
import TestSupport
import Testing

@testable import Gateway

/// Merges and link codes against a real database.
@Suite(.serialized) struct UserMergeTests {
  @Test func randomMergesAreTakenBackExactly() async throws {
    try await TestDatabase.run { database in
      let client = database.client
      try await database.connect { connection throws in
        for seed in UInt64(0)..<40 {
          var generator = SeededGenerator(seed: seed)
          let people = (0..<6).map { "p\(seed)-\($0)" }
          try populate(people, client: client, using: &generator, on: connection)
          var states: [(merged: String, state: String)] = []
          for _ in 0..<8 {
            if Bool.random(using: &generator) || states.isEmpty {
              let pair = people.shuffled(using: &generator).prefix(2)
              let before = try state(of: client, on: connection)
              let request = UserMergeRequest(clientID: client, merged: pair[0], survivor: pair[1])
              let outcome = try connection.transaction { connection in
                try UserMerging(partitionCount: 4, now: .now()).merge(request, on: connection)
              }
              if case .merged(_, isNew: true) = outcome { states.append((merged: pair[0], state: before)) }
              if case .refused = outcome { #expect(try state(of: client, on: connection) == before) }
            } else {
              let last = states.removeLast()
              try undo(last.merged, client: client, on: connection)
              #expect(try state(of: client, on: connection) == last.state, "seed \(seed)")
            }
          }
          while let last = states.popLast() {
            try undo(last.merged, client: client, on: connection)
            #expect(try state(of: client, on: connection) == last.state, "seed \(seed)")
          }
        }
        #expect(try connection.count("user_merges") > 60)
        #expect(try connection.count("user_merges WHERE undone_at IS NULL") == 0)
      }
    }
  }

  @Test func onlyTheNewestMergeIntoAUserCanBeTakenBack() async throws {
    try await TestDatabase.run { database in
      let client = database.client
      try await database.connect { connection throws in
        try mention(["a", "b", "c"], client: client, on: connection)
        try merge("a", into: "c", client: client, on: connection)
        try merge("b", into: "c", client: client, on: connection)
        let merging = UserMerging(partitionCount: 4, now: .now())
        let early = try connection.transaction { try merging.undo("a", client: client, on: $0) }
        #expect(throws: GatewayError.self) { try early.get() }
        try undo("b", client: client, on: connection)
        try undo("a", client: client, on: connection)
        #expect(try connection.count("users WHERE merged_into IS NOT NULL") == 0)
      }
    }
  }

  @Test func twoMembersOfAPrivateConversationAreNotOne() async throws {
    try await TestDatabase.run { database in
      let client = database.client
      try await database.connect { connection throws in
        try store([SampleEvents.message("a")], on: connection)
        let request = UserMergeRequest(clientID: client, merged: "telegram:5511", survivor: "helpdesk")
        let outcome = try connection.transaction {
          try UserMerging(partitionCount: 4, now: .now()).merge(request, on: $0)
        }
        guard case .refused(let error) = outcome else {
          Issue.record("the merge took place")
          return
        }
        #expect(error.code == .conflict)
        #expect(error.fields.count == 1)
      }
    }
  }

  @Test func aConversationBegunSinceGoesBackWithItsAddress() async throws {
    try await TestDatabase.run { database in
      let client = database.client
      try await database.connect { connection throws in
        try mention(["ana", "helpdesk"], client: client, on: connection)
        try connection.execute(
          script: """
            INSERT INTO users (client_id, user_id, created_at, updated_at) VALUES ('\(client)', 'x', now(), now());
            INSERT INTO identities (client_id, user_id, channel, address, verified, created_at, updated_at)
              VALUES ('\(client)', 'x', 'telegram', '5511', true, now(), now());
            INSERT INTO known_addresses (client_id, channel, key, user_id, address, created_at)
              VALUES ('\(client)', 'telegram', '5511', 'x', '5511', now());
            """)
        try merge("x", into: "ana", client: client, on: connection)
        try store([SampleEvents.message("a")], on: connection)
        #expect(try connection.count("conversation_members WHERE user_id = 'ana'") == 1)
        try undo("x", client: client, on: connection)
        #expect(try connection.count("conversation_members WHERE user_id = 'x'") == 1)
        #expect(try connection.count("threads WHERE user_id = 'x'") == 1)
        try store([SampleEvents.message("b")], on: connection)
        #expect(try connection.count("conversations") == 1)
      }
    }
  }

  @Test func aRightCodeLinksOnceAndReachesNoConversation() async throws {
    try await TestDatabase.run { database in
      let client = database.client
      try await database.connect { connection throws in
        try mention(["ana"], client: client, on: connection)
        try store([SampleEvents.message("before")], on: connection)
        let code = try issue("ana", client: client, on: connection)
        let result = try store([SampleEvents.message("code", text: "/start \(code.text)")], on: connection)
        #expect(result.replies.map(\.text) == [.linked])
        #expect(try connection.count("identities WHERE user_id = 'ana' AND address = '5511' AND verified") == 1)
        #expect(try connection.count("users WHERE user_id = 'telegram:5511' AND merged_into = 'ana'") == 1)
        #expect(try connection.count("user_merges WHERE cause = 'link_code'") == 1)
        #expect(try connection.count("inbox WHERE kind = 4 AND body->>'type' = 'user.linked'") == 1)
        #expect(try connection.count("inbox WHERE kind = 1 AND body::text LIKE '%\(code.text)%'") == 0)
        // The person sends it once more, and then goes on talking.
        let again = try store([SampleEvents.message("again", text: code.text)], on: connection)
        #expect(again.replies.isEmpty)
        try store([SampleEvents.message("after")], on: connection)
        #expect(try connection.count("inbox WHERE kind = 1") == 2)
        #expect(try connection.count("conversations") == 1)
        // From somebody else it is words.
        try store([SampleEvents.message("thief", from: "666", text: code.text)], on: connection)
        #expect(try connection.count("inbox WHERE kind = 1 AND sender = 'telegram:666'") == 1)
      }
    }
  }

  @Test func anExpiredCodeIsAnOrdinaryMessageAndGuessesRunOut() async throws {
    try await TestDatabase.run { database in
      let client = database.client
      try await database.connect { connection throws in
        try mention(["ana"], client: client, on: connection)
        let code = try issue("ana", client: client, on: connection)
        try connection.execute(script: "UPDATE link_codes SET expires_at = now() - interval '1 second';")
        try store([SampleEvents.message("late", text: code.text)], on: connection)
        #expect(try connection.count("inbox WHERE kind = 1") == 1)
        for guess in 0..<IngressTransaction.maximumGuesses {
          try store(
            [SampleEvents.message("g\(guess)", text: "K7QXM2B\("BCDFGHJK".dropFirst(guess).first!)")], on: connection)
        }
        let right = try issue("ana", client: client, on: connection)
        let result = try store([SampleEvents.message("right", text: right.text)], on: connection)
        #expect(result.replies.isEmpty)
        #expect(try connection.count("identities WHERE user_id = 'ana'") == 0)
      }
    }
  }

  // MARK: Parts

  private func populate(
    _ people: [String], client: ClientID, using generator: inout SeededGenerator, on connection: PostgresConnection
  ) throws {
    try mention(people, client: client, on: connection)
    var script = ""
    for person in people {
      for channel in ["telegram", "whatsapp", "matrix"] where Bool.random(using: &generator) {
        let address = "\(person)-\(channel)"
        script += """
          INSERT INTO identities (client_id, user_id, channel, address, verified, created_at, updated_at)
            VALUES ('\(client)', '\(person)', '\(channel)', '\(address)', \(Bool.random(using: &generator)), now(), now());
          INSERT INTO known_addresses (client_id, channel, key, user_id, address, created_at)
            VALUES ('\(client)', '\(channel)', '\(address)', '\(person)', '\(address)', now());

          """
      }
    }
    for _ in 0..<8 {
      let id = UUID()
      let isPrivate = Int.random(in: 0..<3, using: &generator) == 0
      let members = people.shuffled(using: &generator).prefix(isPrivate ? 1 : Int.random(in: 1...4, using: &generator))
      script += """
        INSERT INTO conversations (conversation_id, client_id, partition, type, created_at, updated_at)
          VALUES ('\(id)', '\(client)', 1, \(isPrivate ? 1 : 2), now(), now());

        """
      for (place, member) in members.enumerated() {
        script += """
          INSERT INTO conversation_members (conversation_id, user_id, client_id, position, joined_at)
            VALUES ('\(id)', '\(member)', '\(client)', \(place), now());

          """
      }
      if let member = members.first, Bool.random(using: &generator) {
        script += """
          INSERT INTO threads (account, chat, client_id, user_id, conversation_id, is_group, created_at, updated_at)
            VALUES ('line', '\(id)', '\(client)', '\(member)', '\(id)', false, now(), now());
          INSERT INTO contacts (client_id, account, user_id, conversation_id, contacted_at)
            VALUES ('\(client)', 'line', '\(member)', '\(id)', now()) ON CONFLICT DO NOTHING;

          """
      }
    }
    try connection.execute(script: script)
  }

  /// Everything that a merge may change, as text.
  private func state(of client: ClientID, on connection: PostgresConnection) throws -> String {
    let tables = ["identities", "known_addresses", "conversation_members", "threads", "contacts", "users"]
    return try tables.map { table in
      try connection.query(
        Statement(
          """
          SELECT coalesce(string_agg(t, E'\\n' ORDER BY t), '')
          FROM (SELECT row_to_json(r)::text AS t FROM \(table) r WHERE r.client_id = $1) rows
          """), [.uuid(client.uuid)]
      ).single().text(0)
    }.joined(separator: "\n\n")
  }

  private func mention(_ people: [String], client: ClientID, on connection: PostgresConnection) throws {
    _ = try connection.query(IngressWrites.mention(people.map { (clientID: client, userID: $0) }, at: .now()))
  }

  private func merge(_ merged: String, into survivor: String, client: ClientID, on connection: PostgresConnection)
    throws
  {
    let request = UserMergeRequest(clientID: client, merged: merged, survivor: survivor)
    let outcome = try connection.transaction { try UserMerging(partitionCount: 4, now: .now()).merge(request, on: $0) }
    guard case .merged(_, isNew: true) = outcome else {
      Issue.record("\(merged) was not merged into \(survivor): \(outcome)")
      return
    }
  }

  private func undo(_ merged: String, client: ClientID, on connection: PostgresConnection) throws {
    let outcome = try connection.transaction {
      try UserMerging(partitionCount: 4, now: .now()).undo(merged, client: client, on: $0)
    }
    _ = try outcome.get()
  }

  private func issue(_ userID: String, client: ClientID, on connection: PostgresConnection) throws -> LinkCode {
    var generator = SystemRandomNumberGenerator()
    let code = LinkCode(using: &generator)
    let now = Timestamp.now()
    _ = try connection.pipeline(
      LinkCodeStore.issue(
        code.hash, to: userID, channel: "telegram", client: client, at: now, expiresAt: now.advanced(by: .seconds(60))))
    return code
  }

  @discardableResult
  private func store(_ events: [ConnectorEvent], on connection: PostgresConnection) throws -> IngressResult {
    try EventIntake.store(
      SampleEvents.intake(events), rules: SampleEvents.rules(), isLocal: { _ in true }, on: connection)
  }
}
