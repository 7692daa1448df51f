import Model
import Postgres
import Store
import Testing

@testable import Gateway

/// Answers to messages that the platform has just named, or is about to.
@Suite(.serialized) struct QuoteTests {
  /// A letter that answers a message, with what was known when it was looked up: nothing of that message.
  private static func letter(answering quoted: String, on connection: PostgresConnection) throws
    -> IngressTransaction.Letter
  {
    var item = SampleEvents.intake([SampleEvents.message("answer", quoting: quoted)])[0]
    item.isPatient = true
    let rules = SampleEvents.rules()
    var transaction = IngressTransaction(
      rules: rules, now: Timestamp(microseconds: SampleEvents.time), connection: connection)
    transaction.owners = try IngressReads.owners(from: connection.query(IngressReads.owners(["acme"])))
    let (account, client) = try transaction.owner(of: item.event).get()
    var letter = IngressTransaction.Letter(
      fresh: .init(item: item, row: nil), message: InboundMessage(event: item.event, channel: item.channel),
      account: account, clientID: client)
    letter.ways = try IngressReads.ways(from: connection.query(IngressReads.ways([letter.question])))[0]
    letter.ways.quoted = nil
    letter.ways.quotedMessageID = nil
    return letter
  }

  private static func check(_ letter: IngressTransaction.Letter, on connection: PostgresConnection) throws
    -> IngressTransaction.Letter
  {
    let transaction = IngressTransaction(
      rules: SampleEvents.rules(), now: Timestamp(microseconds: SampleEvents.time), connection: connection)
    var letters = [letter]
    try transaction.checkQuotes(of: &letters)
    return letters[0]
  }

  /// Has the conversation of the only thread send something.
  private static func send(_ status: Int, as name: String, on connection: PostgresConnection) throws {
    try connection.execute(
      script: """
        INSERT INTO deliveries (conversation_id, sequence_number, ordinal, partition, queue_id, recipient, channel, account,
                                status, external_message_id)
        SELECT conversation_id, 1, 0, 0, 1, 'rui', 'telegram', 'line', \(status), \(name) FROM threads;
        """)
  }

  private func run(_ body: @escaping @Sendable (PostgresConnection) throws -> Void) async throws {
    try await TestDatabase.run { database in
      try await database.connect { connection throws in
        _ = try EventIntake.store(
          SampleEvents.intake([SampleEvents.message("first")]), rules: SampleEvents.rules(), isLocal: { _ in true },
          on: connection)
        try body(connection)
      }
    }
  }

  @Test func findsWhatWasNamedAfterItWasLookedFor() async throws {
    try await run { connection in
      let letter = try Self.letter(answering: "first", on: connection)
      #expect(letter.ways.bound != nil && letter.ways.quotedMessageID == nil)
      let found = try Self.check(letter, on: connection)
      #expect(found.ways.quotedMessageID != nil)
      #expect(found.ways.quoted?.conversationID == letter.ways.bound?.conversationID)
    }
  }

  @Test func waitsForTheNameOfWhatIsUnderWay() async throws {
    try await run { connection in
      try Self.send(0, as: "NULL", on: connection)
      let letter = try Self.letter(answering: "unheard of", on: connection)
      #expect(throws: TooEarly.self) { try Self.check(letter, on: connection) }
    }
  }

  @Test func doesNotWaitWhereNothingIsUnderWay() async throws {
    try await run { connection in
      try Self.send(1, as: "'another'", on: connection)
      let letter = try Self.letter(answering: "unheard of", on: connection)
      #expect(try Self.check(letter, on: connection).ways == letter.ways)
    }
  }
}
