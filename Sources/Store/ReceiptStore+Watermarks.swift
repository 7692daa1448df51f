import Addresses
import Inbox
public import Model
public import Postgres

extension ReceiptStore {
  /// A report that everything sent to a chat until some moment has got so far.
  public struct Watermark: Sendable, Hashable {
    public var account: String
    public var channel: String
    /// The address of who has it or has read it.
    public var address: String
    public var status: DeliveryStatus
    public var until: Timestamp
    public var occurredAt: Timestamp

    public init(
      account: String, channel: String, address: String, status: DeliveryStatus, until: Timestamp, occurredAt: Timestamp
    ) {
      self.account = account
      self.channel = channel
      self.address = address
      self.status = status
      self.until = until
      self.occurredAt = occurredAt
    }
  }

  // Whose address it is, whichever client's; in their conversations the newest thousand messages, backwards. A platform
  // stamps a message before its answer is here, so what was sent shortly after `until` counts as well, if it was written
  // before.
  private static let watermarkStatement = Statement(
    """
    WITH reached AS (
      SELECT d.conversation_id, d.sequence_number, d.ordinal, d.partition, m.client_id, k.status, k.occurred_at,
             k.ordinal AS place
      FROM unnest($1::text[], $2::text[], $3::text[], $4::smallint[], $5::timestamptz[], $6::timestamptz[], $7::text[])
        WITH ORDINALITY AS k(account, channel, address, status, until, occurred_at, key, ordinal)
      CROSS JOIN api_clients a
      JOIN LATERAL (
        SELECT e.user_id FROM identities e
        WHERE e.client_id = a.client_id AND e.channel = k.channel AND e.address = k.address
        UNION ALL
        SELECT e.user_id FROM known_addresses e
        WHERE e.client_id = a.client_id AND e.channel = k.channel AND e.key = k.key
        LIMIT 1
      ) i ON true
      JOIN conversation_members c ON c.client_id = a.client_id AND c.user_id = i.user_id
      JOIN conversations v ON v.conversation_id = c.conversation_id
      JOIN deliveries d ON d.conversation_id = v.conversation_id
        AND d.sequence_number > v.last_sequence_number - 1000 AND d.account = k.account
        AND (d.recipient = c.user_id OR d.recipient IN (
          SELECT u.user_id FROM users u WHERE u.client_id = a.client_id AND u.merged_into = c.user_id))
        AND (d.status = 1 OR (d.status = 2 AND k.status = 3)) AND d.sent_at <= k.until + interval '5 seconds'
      JOIN messages m ON m.conversation_id = d.conversation_id AND m.sequence_number = d.sequence_number
        AND m.created_at <= k.until
    ), queued AS (
      INSERT INTO inbox (partition, kind, client_id, conversation_id, body, received_at)
      SELECT partition, 2, client_id, conversation_id,
             json_build_object('sequence_number', sequence_number, 'ordinal', ordinal, 'status', status), occurred_at
      FROM reached ORDER BY place, conversation_id, sequence_number
      RETURNING partition
    )
    SELECT DISTINCT partition FROM queued
    """)

  /// Puts a receipt into the inbox for everything that watermarks cover; answers with the partitions that got one.
  public static func ingest(watermarks: [Watermark], on connection: PostgresConnection) throws -> [Int16] {
    try connection.query(
      watermarkStatement,
      [
        .textArray(watermarks.map(\.account)), .textArray(watermarks.map(\.channel)),
        .textArray(watermarks.map(\.address)), .int16Array(watermarks.map(\.status.rawValue)),
        .timestamptzArray(watermarks.map(\.until.microseconds)),
        .timestamptzArray(watermarks.map(\.occurredAt.microseconds)),
        .textArray(watermarks.map { PlatformAddress(channel: $0.channel, text: $0.address).key }),
      ]
    ).map { try $0.int16(0) }
  }
}
