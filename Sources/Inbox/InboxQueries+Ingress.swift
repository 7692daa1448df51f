public import Model
public import Postgres

extension InboxQueries {
  /// Something that routing an event of a platform puts into the inbox.
  public struct Posting: Sendable, Hashable {
    public var partition: Int16
    public var kind: Envelope.Kind
    public var clientID: ClientID
    public var conversationID: ConversationID
    public var messageID: String?
    public var sender: String?
    public var body: [UInt8]
    public var receivedAt: Timestamp
    /// Of a message: what its id was made from.
    public var fingerprint: [UInt8]

    public init(
      partition: Int16, kind: Envelope.Kind, clientID: ClientID, conversationID: ConversationID, messageID: String?,
      sender: String? = nil, body: [UInt8], receivedAt: Timestamp, fingerprint: [UInt8] = []
    ) {
      self.partition = partition
      self.kind = kind
      self.clientID = clientID
      self.conversationID = conversationID
      self.messageID = messageID
      self.sender = sender
      self.body = body
      self.receivedAt = receivedAt
      self.fingerprint = fingerprint
    }
  }

  // A message whose id is taken is there already, and is passed over.
  private static let postStatement = Statement(
    """
    WITH input AS MATERIALIZED (
      SELECT i.*, nextval('inbox_id') AS id
      FROM unnest($1::smallint[], $2::smallint[], $3::uuid[], $4::uuid[], $5::text[], $6::text[], $7::json[],
                  $8::timestamptz[], $9::bytea[])
        AS i(partition, kind, client_id, conversation_id, message_id, sender, body, received_at, fingerprint)
    ), claimed AS (
      INSERT INTO message_keys (client_id, message_id, id, conversation_id, fingerprint)
      SELECT client_id, message_id, id, conversation_id, fingerprint FROM input WHERE kind = 1
      ON CONFLICT DO NOTHING
      RETURNING id
    )
    INSERT INTO inbox (partition, id, kind, client_id, conversation_id, message_id, sender, body, received_at)
    SELECT partition, id, kind, client_id, conversation_id, message_id, sender, body, received_at
    FROM input WHERE kind <> 1 OR id IN (SELECT id FROM claimed)
    """)

  /// Puts postings into the inbox in their order, each message once.
  public static func post(_ postings: [Posting]) -> Query {
    Query(
      postStatement,
      [
        .int16Array(postings.map(\.partition)), .int16Array(postings.map(\.kind.rawValue)),
        .uuidArray(postings.map(\.clientID.uuid)), .uuidArray(postings.map(\.conversationID.uuid)),
        .optionalTextArray(postings.map(\.messageID)), .optionalTextArray(postings.map(\.sender)),
        .jsonArray(postings.map(\.body)), .timestamptzArray(postings.map(\.receivedAt.microseconds)),
        .byteaArray(postings.map(\.fingerprint)),
      ])
  }
}
