public import FoundationEssentials
public import Inbox
public import Model
public import Postgres

/// Everything that one batch of an owner changes, written in one transaction and one round trip.
public struct OwnerWrites: Sendable {
  /// How far a partition's counters have got with this batch.
  public struct Cursor: Sendable, Hashable {
    public var partition: Int16
    public var epoch: Int64
    public var nextPosition: Int64
    public var nextDelivery: Int64

    public init(partition: Int16, epoch: Int64, nextPosition: Int64, nextDelivery: Int64) {
      self.partition = partition
      self.epoch = epoch
      self.nextPosition = nextPosition
      self.nextDelivery = nextDelivery
    }
  }

  /// A message that takes its place.
  public struct NewMessage: Sendable, Hashable {
    public var id: Int64
    public var clientID: ClientID
    public var message: Message
    /// The client's name of the message that this one answers.
    public var replyTo: String?

    public init(id: Int64, clientID: ClientID, message: Message, replyTo: String? = nil) {
      self.id = id
      self.clientID = clientID
      self.message = message
      self.replyTo = replyTo
    }
  }

  public var cursors: [Cursor] = []
  public var taken: [Envelope] = []
  public var messages: [NewMessage] = []
  public var newDeliveries: [OwnedDelivery] = []
  public var changedDeliveries: [OwnedDelivery] = []
  public var events: [Event] = []
  /// Sequence number and time of the newest message of each conversation that got one.
  public var heads: [ConversationID: (lastSequenceNumber: Int64, lastMessageAt: Timestamp)] = [:]
  public var deadLetters: [OwnedDelivery] = []
  /// Messages that were edited, deleted or reacted to, as they are now, and when that became so.
  public var changedMessages: [StoredMessage.Key: (message: StoredMessage, changedAt: Timestamp)] = [:]
  /// The second and later names of messages that a platform took in parts.
  public var parts: [IngressWrites.RemoteMessage] = []
  /// The conversation in which each contact was written to last.
  public var contacts: [Contact: (conversationID: ConversationID, at: Timestamp)] = [:]
  /// Members that go by other ids from now on.
  public var renames: [Rename] = []
  /// People who have another address on a channel from now on; one move for each conversation, person and channel.
  public var addressMoves: [AddressMove] = []

  public init() {}

  public var isEmpty: Bool {
    taken.isEmpty && newDeliveries.isEmpty && changedDeliveries.isEmpty && events.isEmpty
  }

  /// Commits the batch, or nothing of it: with SQL state `C4A01` where `node` no longer owns one of the partitions, or
  /// somebody else has taken one of the envelopes.
  public func commit(node: UUID, on connection: PostgresConnection) throws {
    var queries = [fence(node: node)]
    if !taken.isEmpty { queries.append(InboxQueries.remove(taken)) }
    if !messages.isEmpty { queries.append(insertMessages()) }
    if !changedMessages.isEmpty { queries.append(changeMessages()) }
    if !newDeliveries.isEmpty { queries.append(insertDeliveries()) }
    if !renames.isEmpty { queries.append(renameRecipients()) }
    if !addressMoves.isEmpty { queries.append(moveAddresses()) }
    if !changedDeliveries.isEmpty { queries.append(updateDeliveries()) }
    if !events.isEmpty { queries.append(insertEvents()) }
    if !heads.isEmpty { queries.append(updateHeads()) }
    if !deadLetters.isEmpty { queries.append(insertDeadLetters()) }
    if !parts.isEmpty { queries.append(IngressWrites.remember(parts)) }
    if !contacts.isEmpty { queries.append(updateContacts()) }
    _ = try connection.pipeline(queries)
  }

  /// The SQL state of a refused batch.
  public static let fencedState = "C4A01"

  private static let fenceStatement = Statement(
    """
    WITH advanced AS (
      UPDATE partitions SET next_position = k.next_position, next_delivery = k.next_delivery
      FROM unnest($2::smallint[], $3::bigint[], $4::bigint[], $5::bigint[])
        AS k(partition, epoch, next_position, next_delivery)
      WHERE partitions.partition = k.partition AND partitions.epoch = k.epoch AND partitions.owner = $1
      RETURNING 1
    )
    SELECT chat4all_fence((SELECT count(*) FROM advanced), cardinality($2)::bigint)
    """)

  private func fence(node: UUID) -> Query {
    Query(
      Self.fenceStatement,
      [
        .uuid(node), .int16Array(cursors.map(\.partition)), .int64Array(cursors.map(\.epoch)),
        .int64Array(cursors.map(\.nextPosition)), .int64Array(cursors.map(\.nextDelivery)),
      ])
  }

  private static let messagesStatement = Statement(
    """
    INSERT INTO messages (id, client_id, message_id, conversation_id, sequence_number, sender, body, created_at,
                          updated_at, expires_at, reply_to)
    SELECT i.id, i.client_id, i.message_id, i.conversation_id, i.sequence_number, i.sender, i.body, i.created_at,
           i.created_at, i.expires_at, i.reply_to
    FROM (\(messageRows)) i
    """)
  private static let messageRows = ArrayRows.query([
    "id": "bigint", "client_id": "uuid", "message_id": "text", "conversation_id": "uuid", "sequence_number": "bigint",
    "sender": "text", "body": "json", "created_at": "timestamptz", "expires_at": "timestamptz", "reply_to": "text",
  ])

  private func insertMessages() -> Query {
    Query(
      Self.messagesStatement,
      [
        .int64Array(messages.map(\.id)), .uuidArray(messages.map(\.clientID.uuid)),
        .textArray(messages.map(\.message.messageID)), .uuidArray(messages.map(\.message.conversationID.uuid)),
        .int64Array(messages.map { $0.message.sequenceNumber ?? 0 }), .textArray(messages.map(\.message.sender)),
        .jsonArray(messages.map(\.message.body.json)),
        .timestamptzArray(messages.map(\.message.createdAt.microseconds)),
        .optionalTimestamptzArray(messages.map { $0.message.expiresAt?.microseconds }),
        .optionalTextArray(messages.map(\.replyTo)),
      ])
  }

  private static let deliveryRows = ArrayRows.query([
    "conversation_id": "uuid", "sequence_number": "bigint", "ordinal": "smallint", "queue_id": "bigint",
    "status": "smallint", "attempts": "smallint", "next_attempt_at": "timestamptz", "wake_at": "timestamptz",
    "fallback_at": "timestamptz", "expires_at": "timestamptz", "sent_at": "timestamptz", "delivered_at": "timestamptz",
    "read_at": "timestamptz", "failed_at": "timestamptz", "external_message_id": "text", "reason": "text",
    "detail": "text", "possible_duplicate": "boolean", "operation_data": "json",
  ])

  /// The columns that change while a delivery is under way.
  private static func deliveryParameters(_ deliveries: [OwnedDelivery]) -> [PostgresValue] {
    func times(_ path: (Delivery) -> Timestamp?) -> PostgresValue {
      .optionalTimestamptzArray(deliveries.map { path($0.delivery)?.microseconds })
    }
    return [
      .uuidArray(deliveries.map(\.delivery.key.conversationID.uuid)),
      .int64Array(deliveries.map(\.delivery.key.sequenceNumber)), .int16Array(deliveries.map(\.delivery.key.ordinal)),
      .int64Array(deliveries.map(\.queueID)), .int16Array(deliveries.map(\.delivery.status.rawValue)),
      .int16Array(deliveries.map(\.delivery.attempts)), times(\.nextAttemptAt), times(\.wakeAt), times(\.fallbackAt),
      times(\.expiresAt), times(\.sentAt), times(\.deliveredAt), times(\.readAt), times(\.failedAt),
      .optionalTextArray(deliveries.map(\.delivery.externalMessageID)),
      .optionalTextArray(deliveries.map(\.delivery.reason)), .optionalTextArray(deliveries.map(\.delivery.detail)),
      .boolArray(deliveries.map(\.delivery.possibleDuplicate)),
      .optionalJSONArray(deliveries.map { StoredOperation.bytes(of: $0.delivery) }),
    ]
  }

  private static let insertStatement = Statement(
    """
    INSERT INTO deliveries (conversation_id, sequence_number, ordinal, queue_id, status, attempts, next_attempt_at,
                            wake_at, fallback_at, expires_at, sent_at, delivered_at, read_at, failed_at,
                            external_message_id, reason, detail, possible_duplicate, operation_data, partition,
                            recipient, channel, account, address, deadline_seconds, operation)
    \(deliveryRows), unnest($20::smallint[]), unnest($21::text[]), unnest($22::text[]), unnest($23::text[]),
                      unnest($24::text[]), unnest($25::integer[]), unnest($26::integer[])
    """)

  private func insertDeliveries() -> Query {
    Query(
      Self.insertStatement,
      Self.deliveryParameters(newDeliveries) + [
        .int16Array(newDeliveries.map(\.partition)), .textArray(newDeliveries.map(\.delivery.recipient)),
        .textArray(newDeliveries.map(\.delivery.channel)), .textArray(newDeliveries.map(\.delivery.account)),
        .optionalTextArray(newDeliveries.map(\.delivery.address)),
        .optionalInt32Array(newDeliveries.map(\.delivery.deadlineSeconds)),
        .optionalInt32Array(newDeliveries.map { $0.delivery.change.map { Int32($0.kind.rawValue) } }),
      ])
  }

  private static let updateStatement = Statement(
    """
    UPDATE deliveries d SET queue_id = i.queue_id, status = i.status, attempts = i.attempts,
      next_attempt_at = i.next_attempt_at, wake_at = i.wake_at, fallback_at = i.fallback_at, expires_at = i.expires_at,
      sent_at = i.sent_at, delivered_at = i.delivered_at, read_at = i.read_at, failed_at = i.failed_at,
      external_message_id = i.external_message_id, reason = i.reason, detail = i.detail,
      possible_duplicate = i.possible_duplicate, operation_data = i.operation_data
    FROM (\(deliveryRows)) i
    WHERE d.conversation_id = i.conversation_id AND d.sequence_number = i.sequence_number AND d.ordinal = i.ordinal
    """)

  private func updateDeliveries() -> Query {
    Query(Self.updateStatement, Self.deliveryParameters(changedDeliveries))
  }

  private static let eventsStatement = Statement(
    """
    INSERT INTO events (partition, position, type, client_id, conversation_id, message_id, sequence_number, occurred_at,
                        data)
    \(eventRows)
    """)
  private static let eventRows = ArrayRows.query([
    "partition": "smallint", "position": "bigint", "type": "text", "client_id": "uuid", "conversation_id": "uuid",
    "message_id": "text", "sequence_number": "bigint", "occurred_at": "timestamptz", "data": "json",
  ])

  private func insertEvents() -> Query {
    Query(
      Self.eventsStatement,
      [
        .int16Array(events.map(\.partition)), .int64Array(events.map(\.position)),
        .textArray(events.map(\.type.rawValue)), .uuidArray(events.map(\.clientID.uuid)),
        .uuidArray(events.map(\.conversationID.uuid)), .optionalTextArray(events.map(\.messageID)),
        .optionalInt64Array(events.map(\.sequenceNumber)), .timestamptzArray(events.map(\.occurredAt.microseconds)),
        .jsonArray(events.map(\.data)),
      ])
  }

  private static let headsStatement = Statement(
    """
    UPDATE conversations c SET last_sequence_number = i.last_sequence_number, last_message_at = i.last_message_at
    FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[])
      AS i(conversation_id, last_sequence_number, last_message_at)
    WHERE c.conversation_id = i.conversation_id
    """)

  private func updateHeads() -> Query {
    // In one order for all writers, so that two of them never wait for each other in a circle.
    let heads = self.heads.sorted { $0.key < $1.key }
    return Query(
      Self.headsStatement,
      [
        .uuidArray(heads.map(\.key.uuid)), .int64Array(heads.map(\.value.lastSequenceNumber)),
        .timestamptzArray(heads.map(\.value.lastMessageAt.microseconds)),
      ])
  }

  private static let deadLettersStatement = Statement(
    """
    INSERT INTO dead_letters (client_id, message_id, conversation_id, sequence_number, ordinal, recipient, channel,
                              account, attempts, reason, detail, failed_at, operation)
    SELECT * FROM unnest($1::uuid[], $2::text[], $3::uuid[], $4::bigint[], $5::smallint[], $6::text[], $7::text[],
                         $8::text[], $9::smallint[], $10::text[], $11::text[], $12::timestamptz[], $13::integer[])
    """)

  private func insertDeadLetters() -> Query {
    Query(
      Self.deadLettersStatement,
      [
        .uuidArray(deadLetters.map(\.clientID.uuid)), .textArray(deadLetters.map(\.messageID)),
        .uuidArray(deadLetters.map(\.delivery.key.conversationID.uuid)),
        .int64Array(deadLetters.map(\.delivery.key.sequenceNumber)),
        .int16Array(deadLetters.map(\.delivery.key.ordinal)), .textArray(deadLetters.map(\.delivery.recipient)),
        .textArray(deadLetters.map(\.delivery.channel)), .textArray(deadLetters.map(\.delivery.account)),
        .int16Array(deadLetters.map(\.delivery.attempts)),
        .textArray(deadLetters.map { $0.delivery.reason ?? "unknown" }),
        .optionalTextArray(deadLetters.map(\.delivery.detail)),
        .timestamptzArray(deadLetters.map { $0.delivery.failedAt?.microseconds ?? 0 }),
        .optionalInt32Array(deadLetters.map { $0.delivery.change.map { Int32($0.kind.rawValue) } }),
      ])
  }
}
