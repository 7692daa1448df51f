import Inbox
import JSON
public import Model
public import Postgres

/// Deliveries of messages and of their changes that were given up, and their second chance.
public struct DeadLetterStore: Sendable {
  /// One row of the table.
  public struct Entry: Sendable {
    public var id: Int64
    public var messageID: String
    public var key: DeliveryKey
    public var recipient: String
    public var channel: String
    public var account: String
    public var attempts: Int16
    public var reason: String
    public var detail: String?
    public var failedAt: Timestamp
    public var redrivenAt: Timestamp?
    /// What was to be done to the message; nil where the message itself was given up.
    public var operation: MessageOperation?
  }

  private static let columns = """
    id, message_id, conversation_id, sequence_number, ordinal, recipient, channel, account, attempts, reason, detail,
    failed_at, redriven_at, operation
    """
  private static let list = Statement(
    "SELECT \(columns) FROM dead_letters WHERE client_id = $1 AND id > $2 ORDER BY id LIMIT $3", readOnly: true)
  private static let redrive = Statement(
    """
    UPDATE dead_letters SET redriven_at = $3 WHERE client_id = $1 AND id = $2 AND redriven_at IS NULL
    RETURNING \(columns)
    """)
  private static let select = Statement(
    "SELECT \(columns) FROM dead_letters WHERE client_id = $1 AND id = $2", readOnly: true)

  private let pool: PostgresPool

  public init(pool: PostgresPool) { self.pool = pool }

  /// The client's entries after `id`, oldest first.
  public func list(client: ClientID, after id: Int64, limit: Int) async throws -> [Entry] {
    let query = Query(Self.list, [.uuid(client.uuid), .int64(id), .int64(Int64(limit))])
    return try await pool.query(query).map(Self.entry(from:))
  }

  public func find(_ id: Int64, client: ClientID) async throws -> Entry? {
    try await pool.query(Query(Self.select, [.uuid(client.uuid), .int64(id)])).first.map(Self.entry(from:))
  }

  /// Marks the entry as tried again and asks the owner of its partition for a new delivery, in one transaction; nil
  /// where there is no such entry, or it was tried again before.
  public func redrive(
    _ id: Int64, client: ClientID, partitionCount: Int16, at time: Timestamp
  ) async throws -> Entry? {
    try await pool.transaction { connection in
      let rows = try connection.query(Query(Self.redrive, [.uuid(client.uuid), .int64(id), .time(time)]))
      guard let entry = try rows.first.map(Self.entry(from:)) else { return nil }
      let conversation = entry.key.conversationID
      _ = try connection.query(
        InboxQueries.append(
          kind: .redrive, partition: conversation.partition(of: partitionCount), clientID: client,
          conversationID: conversation, messageID: entry.messageID,
          body: JSONWriter.bytes(of: [
            "sequence_number": .integer(entry.key.sequenceNumber), "ordinal": .integer(entry.key.ordinal),
          ]), receivedAt: time))
      return entry
    }
  }

  private static func entry(from row: Row) throws -> Entry {
    Entry(
      id: try row.int64(0), messageID: try row.text(1),
      key: DeliveryKey(
        conversationID: ConversationID(try row.uuid(2)), sequenceNumber: try row.int64(3), ordinal: try row.int16(4)),
      recipient: try row.text(5), channel: try row.text(6), account: try row.text(7), attempts: try row.int16(8),
      reason: try row.text(9), detail: try row.optionalText(10), failedAt: try row.time(11),
      redrivenAt: try row.optionalTime(12),
      operation: try row.optionalInt16(13).flatMap(CarriedChange.Kind.init(rawValue:))?.operation)
  }
}
