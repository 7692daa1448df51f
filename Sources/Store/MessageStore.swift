public import Model
public import Postgres

/// Messages as readers see them.
public struct MessageStore: Sendable {
  private static let columns = """
    m.message_id, m.conversation_id, m.sequence_number, m.sender, m.body, m.created_at, m.updated_at, m.expires_at,
    m.is_edited, m.is_deleted, m.reactions
    """
  private static let select = Statement(
    """
    SELECT \(columns) FROM message_keys k JOIN messages m ON m.id = k.id
    WHERE k.client_id = $1 AND k.message_id = $2
    """, readOnly: true)
  // A message that its owner has not taken yet: accepted, without a place.
  private static let selectWaiting = Statement(
    """
    SELECT k.message_id, k.conversation_id, NULL::bigint, i.sender, i.body, i.received_at, i.received_at, i.expires_at,
           false, false, '[]'::json
    FROM message_keys k
    JOIN conversations c ON c.conversation_id = k.conversation_id
    JOIN inbox i ON i.partition = c.partition AND i.id = k.id
    WHERE k.client_id = $1 AND k.message_id = $2
    """, readOnly: true)
  private static let selectDeliveries = Statement(
    """
    SELECT \(Delivery.columns)
    FROM message_keys k JOIN messages m ON m.id = k.id
    JOIN deliveries d ON d.conversation_id = m.conversation_id AND d.sequence_number = m.sequence_number
    WHERE k.client_id = $1 AND k.message_id = $2 ORDER BY d.ordinal
    """, readOnly: true)

  private static let head = Statement(
    "SELECT last_sequence_number FROM conversations WHERE conversation_id = $1 AND client_id = $2", readOnly: true)
  private static let range = Statement(
    """
    SELECT \(columns) FROM messages m
    WHERE m.conversation_id = $1 AND m.sequence_number BETWEEN $2 AND $3 ORDER BY m.sequence_number
    """, readOnly: true)
  private static let rangeDeliveries = Statement(
    """
    SELECT \(Delivery.shownColumns) FROM deliveries d
    WHERE d.conversation_id = $1 AND d.sequence_number BETWEEN $2 AND $3 ORDER BY d.sequence_number, d.ordinal
    """, readOnly: true)
  // The newest: the same, counted back from the head.
  private static let newest = Statement(
    """
    SELECT \(columns) FROM messages m
    WHERE m.conversation_id = $1
      AND m.sequence_number > (SELECT last_sequence_number FROM conversations WHERE conversation_id = $1) - $2
    ORDER BY m.sequence_number
    """, readOnly: true)
  private static let newestDeliveries = Statement(
    """
    SELECT \(Delivery.shownColumns) FROM deliveries d
    WHERE d.conversation_id = $1
      AND d.sequence_number > (SELECT last_sequence_number FROM conversations WHERE conversation_id = $1) - $2
    ORDER BY d.sequence_number, d.ordinal
    """, readOnly: true)
  private static let createdAt = Statement(
    "SELECT created_at FROM messages WHERE conversation_id = $1 AND sequence_number = $2", readOnly: true)

  private let pool: PostgresPool

  public init(pool: PostgresPool) { self.pool = pool }

  /// The message, whether its owner has taken it yet or not; nil where the client has none of this id.
  public func find(_ messageID: String, client: ClientID) async throws -> Message? {
    let parameters: [PostgresValue] = [.uuid(client.uuid), .text(messageID)]
    // The waiting row is asked first: between two looks a message can only go from the inbox to its place.
    let results = try await pool.pipeline([
      Query(Self.selectWaiting, parameters), Query(Self.select, parameters), Query(Self.selectDeliveries, parameters),
    ])
    guard let row = results[1].first ?? results[0].first else { return nil }
    let message = try Self.message(from: row)
    var messages = [message]
    try Self.attach(results[2].map { try Delivery(row: $0) }, to: &messages)
    return messages[0]
  }

  /// The messages with sequence numbers in `numbers` of a conversation, oldest first; nil where the client has no such
  /// conversation. `last` is the newest number there is.
  public func history(
    _ id: ConversationID, client: ClientID, numbers: ClosedRange<Int64>
  ) async throws -> (messages: [Message], last: Int64)? {
    let bounds: [PostgresValue] = [.uuid(id.uuid), .int64(numbers.lowerBound), .int64(numbers.upperBound)]
    let results = try await pool.pipeline([
      Query(Self.head, [.uuid(id.uuid), .uuid(client.uuid)]), Query(Self.range, bounds),
      Query(Self.rangeDeliveries, bounds),
    ])
    guard let head = results[0].first else { return nil }
    var messages = try results[1].map(Self.message(from:))
    // What was committed between the first query and the second belongs to the next page.
    let last = try head.int64(0)
    while let number = messages.last?.sequenceNumber, number > last { messages.removeLast() }
    try Self.attach(results[2].map { try Delivery(shown: $0, of: id) }, to: &messages)
    return (messages: messages, last: last)
  }

  /// The newest `limit` messages of a conversation, as ``history(_:client:numbers:)``.
  public func newest(
    _ id: ConversationID, client: ClientID, limit: Int64
  ) async throws -> (messages: [Message], last: Int64)? {
    let bounds: [PostgresValue] = [.uuid(id.uuid), .int64(limit)]
    let results = try await pool.pipeline([
      Query(Self.head, [.uuid(id.uuid), .uuid(client.uuid)]), Query(Self.newestDeliveries, bounds),
      Query(Self.newest, bounds),
    ])
    guard let last = try results[0].first?.int64(0) else { return nil }
    var messages = try results[2].map(Self.message(from:))
    guard messages.last?.sequenceNumber ?? 0 == last else {
      // Messages were committed in between: deliveries may have been counted from another head.
      return try await history(id, client: client, numbers: max(1, last - limit + 1)...max(1, last))
    }
    try Self.attach(results[1].map { try Delivery(shown: $0, of: id) }, to: &messages)
    return (messages: messages, last: last)
  }

  /// The newest sequence number of a conversation; nil where the client has no such conversation.
  public func lastSequenceNumber(_ id: ConversationID, client: ClientID) async throws -> Int64? {
    try await pool.query(Query(Self.head, [.uuid(id.uuid), .uuid(client.uuid)])).first?.int64(0)
  }

  /// The number of the first message accepted at or after `time`; one past the last where there is none.
  ///
  /// A search by halves over the conversation's own index: within a conversation, `created_at` never falls.
  public func firstSequenceNumber(_ id: ConversationID, at time: Timestamp, last: Int64) async throws -> Int64 {
    try await pool.perform { connection in
      var low: Int64 = 1
      var high = last + 1
      while low < high {
        let middle = low + (high - low) / 2
        let row = try connection.query(Query(Self.createdAt, [.uuid(id.uuid), .int64(middle)])).first
        if let row, try row.time(0) < time { low = middle + 1 } else { high = middle }
      }
      return low
    }
  }

  private static func message(from row: Row) throws -> Message {
    var message = Message(
      messageID: try row.text(0), conversationID: ConversationID(try row.uuid(1)),
      sequenceNumber: try row.optionalInt64(2), sender: try row.text(3), body: MessageBody(json: try row.bytes(4)),
      createdAt: try row.time(5), updatedAt: try row.time(6), expiresAt: try row.optionalTime(7),
      isEdited: try row.bool(8), isDeleted: try row.bool(9))
    message.reactions = try StoredReactions.read(row.bytes(10)).filter { !$0.reaction.isEmpty }
    return message
  }

  /// Both are in the order of their sequence numbers.
  private static func attach(_ deliveries: [Delivery], to messages: inout [Message]) throws {
    var index = 0
    for delivery in deliveries {
      while index < messages.count, let number = messages[index].sequenceNumber,
        number < delivery.key.sequenceNumber
      { index += 1 }
      guard index < messages.count else { break }
      if messages[index].sequenceNumber == delivery.key.sequenceNumber {
        if delivery.change == nil {
          messages[index].deliveries.append(delivery)
        } else {
          messages[index].changes.append(delivery)
        }
        if let time = delivery.lastStepAt { messages[index].updatedAt = max(messages[index].updatedAt, time) }
      }
    }
  }
}
