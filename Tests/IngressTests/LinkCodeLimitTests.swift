import Connectors
import Foundation
import Model
import Postgres
import Store
import Testing

@testable import Gateway

/// What keeps link codes from being guessed and from being used twice, on a real database with several connections.
@Suite(.serialized) struct LinkCodeLimitTests {
  private static let symbols = Array("BCDFGHJKMNPQRSTVWXZ")

  @Test func ofTwoWhoSendACodeAtTheSameMomentOneIsLinked() async throws {
    try await TestDatabase.run { database in
      for round in 0..<10 {
        let user = "ana-\(round)"
        let code = try await database.connect { try Self.issue(user, in: database, on: $0) }
        let replies = try await withThrowingTaskGroup(of: Int.self) { group in
          for sender in ["1\(round)", "2\(round)", "3\(round)"] {
            group.addTask {
              try await database.connect { connection throws in
                try Self.store("c\(round)-\(sender)", from: sender, text: code.text, on: connection).replies.count
              }
            }
          }
          return try await group.reduce(0, +)
        }
        #expect(replies == 1, "round \(round)")
        try await database.connect { connection throws in
          #expect(try connection.count("identities WHERE user_id = '\(user)' AND verified") == 1)
          #expect(try connection.count("link_codes WHERE user_id = '\(user)' AND used_by IS NOT NULL") == 1)
        }
      }
    }
  }

  /// What others have tried from the address in transactions that have not ended yet counts.
  @Test func triesAtTheSameMomentShareOneAllowance() async throws {
    try await TestDatabase.run { database in
      let code = try await database.connect { try Self.issue("ana", in: database, on: $0) }
      let right = try await database.connect { guesser throws in
        try guesser.transaction { guesser in
          for _ in 0..<IngressTransaction.maximumGuesses {
            _ = try LinkCodeStore.countTry(
              of: "5511", channel: "telegram", client: database.client,
              since: .now().advanced(by: .zero - IngressTransaction.guessWindow), at: .now(), on: guesser)
          }
          let late = Task {
            try await database.connect { try Self.store("right", from: "5511", text: code.text, on: $0).replies.count }
          }
          // It waits for those who came before it.
          while try guesser.count("pg_locks WHERE NOT granted") == 0 {}
          return late
        }
      }
      #expect(try await right.value == 0)
      try await database.connect { connection throws in
        #expect(try connection.count("identities WHERE user_id = 'ana'") == 0)
        #expect(try connection.count("link_codes WHERE used_at IS NULL") == 1)
      }
    }
  }

  @Test func anotherSpellingOfTheAddressHasNoAllowanceOfItsOwn() async throws {
    try await TestDatabase.run { database in
      try await database.connect { connection throws in
        let code = try Self.issue("ana", channel: "whatsapp", in: database, on: connection)
        for guess in 0..<IngressTransaction.maximumGuesses {
          let number = guess % 2 == 0 ? "551187654321" : "5511987654321"
          try Self.guess(guess, from: number, channel: "whatsapp", in: database, on: connection)
        }
        let result = try Self.store(
          "right", from: "5511987654321", text: code.text, channel: "whatsapp", on: connection)
        #expect(result.replies.isEmpty)
      }
    }
  }

  @Test func rightCodesCostNoTriesAndTheCountEndsWithItsTime() async throws {
    try await TestDatabase.run { database in
      try await database.connect { connection throws in
        // Somebody who links one account again and again is no guesser.
        for round in 0..<(IngressTransaction.maximumGuesses * 2) {
          let code = try Self.issue("ana", in: database, on: connection)
          let result = try Self.store("c\(round)", from: "5511", text: code.text, on: connection)
          #expect(result.replies.map(\.text) == [.linked], "round \(round)")
          let again = try Self.store("again\(round)", from: "5511", text: code.text, on: connection)
          #expect(again.replies.isEmpty)
        }
        #expect(try connection.count("link_failures WHERE failures > 0") == 0)
        for guess in 0..<IngressTransaction.maximumGuesses { try Self.guess(guess, in: database, on: connection) }
        let early = try Self.issue("eva", in: database, on: connection)
        #expect(try Self.store("early", from: "5511", text: early.text, on: connection).replies.isEmpty)
        try connection.execute(script: "UPDATE link_failures SET since = since - interval '11 minutes';")
        // By now the address is Ana's, which is said; before, nothing would have been.
        let late = try Self.store("late", from: "5511", text: early.text, on: connection)
        #expect(late.replies.map(\.text) == [.refused])
      }
    }
  }

  @Test func aCodeIsGoodForItsClientAndChannelAlone() async throws {
    try await TestDatabase.run { database in
      try await database.connect { connection throws in
        let code = try Self.issue("ana", channel: "whatsapp", in: database, on: connection)
        #expect(try Self.store("a", from: "5511", text: code.text, on: connection).replies.isEmpty)
        let other = UUID()
        try connection.execute(
          script: """
            INSERT INTO api_clients (client_id, name, secret_hash, scopes, created_at)
              VALUES ('\(other)', 'other', '', '{}', now());
            INSERT INTO users (client_id, user_id, created_at, updated_at) VALUES ('\(other)', 'ana', now(), now());
            UPDATE link_codes SET client_id = '\(other)', channel = 'telegram';
            """)
        #expect(try Self.store("b", from: "5512", text: code.text, on: connection).replies.isEmpty)
        #expect(try connection.count("link_codes WHERE used_at IS NOT NULL") == 0)
      }
    }
  }

  // MARK: Parts

  private static func issue(
    _ userID: String, channel: String = "telegram", in database: TestDatabase, on connection: PostgresConnection
  ) throws -> LinkCode {
    let now = Timestamp.now()
    var generator = SystemRandomNumberGenerator()
    let code = LinkCode(using: &generator)
    _ = try connection.query(IngressWrites.mention([(clientID: database.client, userID: userID)], at: now))
    _ = try connection.pipeline(
      LinkCodeStore.issue(
        code.hash, to: userID, channel: channel, client: database.client, at: now,
        expiresAt: now.advanced(by: .seconds(600))))
    return code
  }

  private static func guess(
    _ number: Int, from sender: String = "5511", channel: String = "telegram", in database: TestDatabase,
    on connection: PostgresConnection
  ) throws {
    let result = try store(
      "g\(number)", from: sender, text: "K7QXM2B\(symbols[number])", channel: channel, on: connection)
    #expect(result.replies.isEmpty)
  }

  @discardableResult
  private static func store(
    _ name: String, from sender: String, text: String, channel: String = "telegram",
    on connection: PostgresConnection
  ) throws -> IngressResult {
    try EventIntake.store(
      SampleEvents.intake([SampleEvents.message(name, from: sender, text: text)], channel: channel),
      rules: SampleEvents.rules(channel: channel), isLocal: { _ in true }, on: connection)
  }
}
