import Inbox
public import Model
public import Postgres

/// Receipts on their way from a connector to the owner of the conversation.
public enum ReceiptStore {
  /// What a connector reported about a message that it had sent.
  public struct Receipt: Sendable, Hashable {
    public var account: String
    public var externalMessageID: String
    public var status: DeliveryStatus
    public var occurredAt: Timestamp
    public var detail: String?

    public init(
      account: String, externalMessageID: String, status: DeliveryStatus, occurredAt: Timestamp, detail: String?
    ) {
      self.account = account
      self.externalMessageID = externalMessageID
      self.status = status
      self.occurredAt = occurredAt
      self.detail = detail
    }
  }

  // A receipt whose message is known goes to the inbox of its conversation's partition. One that came before the
  // answer of the send is parked; whoever looks next, after that answer, finds it. Of the second and later parts of a
  // message only a failure counts: the first one stands for how far it has got.
  private static let ingestStatement = Statement(
    """
    WITH input AS (
      SELECT * FROM unnest($1::text[], $2::text[], $3::smallint[], $4::timestamptz[], $5::text[]) WITH ORDINALITY
        AS i(account, external_message_id, status, occurred_at, detail, ordinal)
    ), found AS (
      SELECT i.*, coalesce(d.conversation_id, p.conversation_id) AS conversation_id,
             coalesce(d.sequence_number, p.sequence_number) AS sequence_number,
             coalesce(d.ordinal, p.ordinal) AS delivery, d.conversation_id IS NULL AS is_part
      FROM input i
      LEFT JOIN deliveries d ON d.account = i.account AND d.external_message_id = i.external_message_id
      LEFT JOIN remote_messages p ON p.account = i.account AND p.remote_id = i.external_message_id
        AND p.ordinal IS NOT NULL AND d.conversation_id IS NULL
    ), queued AS (
      INSERT INTO inbox (partition, kind, client_id, conversation_id, body, received_at)
      SELECT c.partition, 2, c.client_id, f.conversation_id,
             json_build_object('sequence_number', f.sequence_number, 'ordinal', f.delivery, 'status', f.status,
                               'detail', f.detail), f.occurred_at
      FROM found f JOIN conversations c ON c.conversation_id = f.conversation_id
      WHERE NOT f.is_part OR f.status = 4
      ORDER BY f.ordinal
      RETURNING partition
    ), parked AS (
      INSERT INTO parked_receipts (account, external_message_id, status, occurred_at, detail)
      SELECT account, external_message_id, status, occurred_at, detail FROM found WHERE conversation_id IS NULL
      ORDER BY ordinal
    )
    SELECT DISTINCT partition FROM queued
    """)

  // From what is parked to its message, which the lateral joins leave no other way to go: what is parked is little, and its
  // statistics may say anything. A receipt that comes twice does no harm.
  private static func unpark(_ message: String, when condition: String) -> Statement {
    Statement(
      """
      WITH found AS MATERIALIZED (
        SELECT p.ctid AS place, p.id, p.status, p.occurred_at, p.detail, m.*
        FROM parked_receipts p
        CROSS JOIN LATERAL (\(message) LIMIT 1) m
      ), taken AS (
        DELETE FROM parked_receipts WHERE ctid = ANY (ARRAY(SELECT place FROM found))
      )
      INSERT INTO inbox (partition, kind, client_id, conversation_id, body, received_at)
      SELECT f.partition, 2, f.client_id, f.conversation_id,
             json_build_object('sequence_number', f.sequence_number, 'ordinal', f.ordinal, 'status', f.status,
                               'detail', f.detail), f.occurred_at
      FROM found f
      WHERE \(condition)
      ORDER BY f.id
      """)
  }
  private static let unparkStatement = unpark(
    """
    SELECT d.conversation_id, d.sequence_number, d.ordinal, c.partition, c.client_id
    FROM deliveries d JOIN conversations c ON c.conversation_id = d.conversation_id
    WHERE d.account = p.account AND d.external_message_id = p.external_message_id AND d.partition = ANY ($1::smallint[])
    """, when: "true")
  // Of a part, only its failure says something about the whole.
  private static let unparkPartsStatement = unpark(
    """
    SELECT r.conversation_id, r.sequence_number, r.ordinal, c.partition, c.client_id
    FROM remote_messages r JOIN conversations c ON c.conversation_id = r.conversation_id
    WHERE r.account = p.account AND r.remote_id = p.external_message_id AND r.ordinal IS NOT NULL
      AND c.partition = ANY ($1::smallint[])
    """, when: "f.status = 4")

  private static let anyParkedStatement = Statement("SELECT EXISTS (SELECT FROM parked_receipts)")
  private static let expireStatement = Statement(
    "DELETE FROM parked_receipts WHERE parked_at < now() - make_interval(secs => $1)")

  /// Puts receipts into the inbox, in their order, or parks them. Answers with the partitions that got one.
  public static func ingest(_ receipts: [Receipt], on connection: PostgresConnection) throws -> [Int16] {
    try connection.query(
      ingestStatement,
      [
        .textArray(receipts.map(\.account)), .textArray(receipts.map(\.externalMessageID)),
        .int16Array(receipts.map(\.status.rawValue)), .timestamptzArray(receipts.map(\.occurredAt.microseconds)),
        .optionalTextArray(receipts.map(\.detail)),
      ]
    ).map { try $0.int16(0) }
  }

  /// Moves parked receipts whose message is known by now into the inbox; answers with their number.
  public static func unpark(partitions: [Int16], on connection: PostgresConnection) throws -> Int {
    guard try connection.query(anyParkedStatement, []).single().bool(0) else { return 0 }
    let moved = try connection.pipeline([
      Query(unparkStatement, [.int16Array(partitions)]), Query(unparkPartsStatement, [.int16Array(partitions)]),
    ])
    return moved.reduce(0) { $0 + $1.affectedRows }
  }

  /// Forgets receipts that nobody asked for within `age`; answers with their number.
  public static func expire(olderThan age: Duration, on connection: PostgresConnection) throws -> Int {
    try connection.query(expireStatement, [.double(age.seconds)]).affectedRows
  }
}
