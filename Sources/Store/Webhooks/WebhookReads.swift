public import Model
public import Postgres

/// What the teller of webhooks reads: set-based, a few queries for all partitions and endpoints.
public enum WebhookReads {
  /// A part of the log.
  public struct Page: Sendable {
    public var entries: [LogEntry]
    /// Everything up to here was looked at.
    public var readTo: Int64

    public init(entries: [LogEntry], readTo: Int64) {
      self.entries = entries
      self.readTo = readTo
    }
  }

  /// What one read brought, in the order in which it was asked for.
  public struct Result: Sendable {
    public var common: [Page]
    public var own: [Page]

    public init(common: [Page] = [], own: [Page] = []) {
      self.common = common
      self.own = own
    }
  }

  private static let entryColumns = """
    e.partition, e.position, e.type, e.client_id, e.conversation_id, e.message_id, e.sequence_number, e.occurred_at,
    e.data,
    CASE WHEN e.type IN ('message.received', 'message.edited') THEN
      (SELECT m.body->'payload' FROM messages m
       WHERE m.conversation_id = e.conversation_id AND m.sequence_number = e.sequence_number AND NOT m.is_deleted)
    END
    """

  // MARK: The log

  private static let commonStatement = Statement(
    """
    SELECT \(entryColumns)
    FROM unnest($1::smallint[], $2::bigint[], $3::bigint[]) AS k(partition, after, up_to)
    CROSS JOIN LATERAL (
      SELECT * FROM events
      WHERE events.partition = k.partition AND events.position > k.after AND events.position <= k.up_to
        AND events.client_id = ANY ($4::uuid[])
      ORDER BY events.position LIMIT $5
    ) e
    ORDER BY e.partition, e.position
    """, readOnly: true)

  private static let ownStatement = Statement(
    """
    SELECT k.place, \(entryColumns)
    FROM unnest($1::smallint[], $2::bigint[], $3::bigint[]) WITH ORDINALITY AS k(partition, after, up_to, place)
    CROSS JOIN LATERAL (
      SELECT * FROM events
      WHERE events.partition = k.partition AND events.position > k.after AND events.position <= k.up_to
      ORDER BY events.position LIMIT $4
    ) e
    ORDER BY k.place, e.position
    """, readOnly: true)

  /// The events of these clients behind places in the log, at most `limit` of each.
  public static func common(
    _ places: [(partition: Int16, after: Int64, upTo: Int64)], clients: [ClientID], limit: Int,
    on connection: PostgresConnection
  ) throws -> [Page] {
    guard !places.isEmpty else { return [] }
    guard !clients.isEmpty else { return places.map { Page(entries: [], readTo: $0.upTo) } }
    let rows = try connection.query(
      commonStatement,
      [
        .int16Array(places.map(\.partition)), .int64Array(places.map(\.after)), .int64Array(places.map(\.upTo)),
        .uuidArray(clients.map(\.uuid)), .int64(Int64(limit)),
      ])
    var entries: [Int16: [LogEntry]] = [:]
    for row in rows {
      let entry = try entry(from: row, at: 0)
      entries[entry.partition, default: []].append(entry)
    }
    return places.map { page(entries[$0.partition] ?? [], upTo: $0.upTo, limit: limit) }
  }

  /// All events behind places in the log, at most `limit` of each. A partition may be named several times.
  public static func own(
    _ places: [(partition: Int16, after: Int64, upTo: Int64)], limit: Int, on connection: PostgresConnection
  ) throws -> [Page] {
    guard !places.isEmpty else { return [] }
    let rows = try connection.query(
      ownStatement,
      [
        .int16Array(places.map(\.partition)), .int64Array(places.map(\.after)), .int64Array(places.map(\.upTo)),
        .int64(Int64(limit)),
      ])
    var entries = [[LogEntry]](repeating: [], count: places.count)
    for row in rows { entries[Int(try row.int64(0)) - 1].append(try entry(from: row, at: 1)) }
    return zip(places, entries).map { page($1, upTo: $0.upTo, limit: limit) }
  }

  private static func page(_ entries: [LogEntry], upTo: Int64, limit: Int) -> Page {
    Page(entries: entries, readTo: entries.count < limit ? upTo : entries[entries.count - 1].position)
  }

  private static func entry(from row: Row, at first: Int) throws -> LogEntry {
    LogEntry(
      partition: try row.int16(first), position: try row.int64(first + 1), type: try row.text(first + 2),
      clientID: ClientID(try row.uuid(first + 3)), conversationID: ConversationID(try row.uuid(first + 4)),
      messageID: try row.optionalText(first + 5), sequenceNumber: try row.optionalInt64(first + 6),
      occurredAt: try row.time(first + 7), data: try row.bytes(first + 8), payload: try row.optionalBytes(first + 9))
  }

  // MARK: Endpoints

  private static let changesStatement = Statement(
    "SELECT \(WebhookRow.columns) FROM webhooks WHERE version > $1 ORDER BY version", readOnly: true)

  /// What has changed about endpoints since a version, deleted ones among it.
  public static func changes(since version: Int64, on connection: PostgresConnection) throws -> [StoredWebhook] {
    try connection.query(changesStatement, [.int64(version)]).map(WebhookRow.stored(from:))
  }

  // MARK: Rows

  private static let retryColumns = """
    r.webhook_id, r.attempts, r.first_failed_at, r.next_attempt_at, r.beside, \(entryColumns)
    """
  private static let laneRetriesStatement = Statement(
    """
    SELECT \(retryColumns)
    FROM unnest($1::smallint[]) AS k(partition)
    JOIN webhook_retries r ON r.partition = k.partition AND NOT r.beside
    JOIN webhooks w ON w.webhook_id = r.webhook_id AND w.disabled_at IS NULL AND w.deleted_at IS NULL
    JOIN events e ON e.partition = r.partition AND e.position = r.position
    WHERE $2::uuid[] IS NULL OR r.webhook_id = ANY ($2::uuid[])
    ORDER BY r.partition, r.position
    """, readOnly: true)
  private static let isNotTaken = """
    NOT EXISTS (SELECT FROM unnest($3::uuid[], $4::smallint[], $5::bigint[]) AS x(webhook_id, partition, position)
                WHERE x.webhook_id = q.webhook_id AND x.partition = q.partition AND x.position = q.position)
    """
  private static let dueRetriesStatement = Statement(
    """
    SELECT \(retryColumns)
    FROM unnest($1::uuid[]) AS k(webhook_id)
    CROSS JOIN LATERAL (
      SELECT * FROM webhook_retries q
      WHERE q.webhook_id = k.webhook_id AND q.beside AND q.next_attempt_at <= now() AND q.partition = ANY ($2::smallint[])
        AND \(isNotTaken)
      ORDER BY q.next_attempt_at LIMIT $6
    ) r
    JOIN events e ON e.partition = r.partition AND e.position = r.position
    ORDER BY r.next_attempt_at, r.partition, r.position
    """, readOnly: true)
  private static let nextDueStatement = Statement(
    """
    SELECT k.webhook_id, q.next_attempt_at
    FROM unnest($1::uuid[]) AS k(webhook_id)
    CROSS JOIN LATERAL (
      SELECT q.next_attempt_at FROM webhook_retries q
      WHERE q.webhook_id = k.webhook_id AND q.beside AND q.partition = ANY ($2::smallint[])
        AND \(isNotTaken)
      ORDER BY q.next_attempt_at LIMIT 1
    ) q
    """, readOnly: true)

  /// The rows of lanes in these partitions: of all enabled endpoints, or of some.
  public static func laneRetries(
    partitions: [Int16], webhooks: [WebhookID]?, on connection: PostgresConnection
  ) throws -> [StoredRetry] {
    let ids: PostgresValue = webhooks.map { .uuidArray($0.map(\.uuid)) } ?? .null
    return try connection.query(laneRetriesStatement, [.int16Array(partitions), ids]).map(retry(from:))
  }

  /// The rows beside the lanes that are due, at most `limit` of each endpoint, but not those `taken` before.
  public static func dueRetries(
    webhooks: [WebhookID], partitions: [Int16], except taken: [WebhookWrites.RetryKey], limit: Int,
    on connection: PostgresConnection
  ) throws -> [StoredRetry] {
    let parameters = dueParameters(webhooks, partitions, taken) + [.int64(Int64(limit))]
    return try connection.query(dueRetriesStatement, parameters).map(retry(from:))
  }

  /// When the earliest row beside the lanes is due, by endpoint; those `taken` do not count.
  public static func nextDue(
    webhooks: [WebhookID], partitions: [Int16], except taken: [WebhookWrites.RetryKey],
    on connection: PostgresConnection
  ) throws -> [WebhookID: Timestamp] {
    var next: [WebhookID: Timestamp] = [:]
    for row in try connection.query(nextDueStatement, dueParameters(webhooks, partitions, taken)) {
      next[WebhookID(try row.uuid(0))] = try row.time(1)
    }
    return next
  }

  private static func dueParameters(
    _ webhooks: [WebhookID], _ partitions: [Int16], _ taken: [WebhookWrites.RetryKey]
  ) -> [PostgresValue] {
    [
      .uuidArray(webhooks.map(\.uuid)), .int16Array(partitions), .uuidArray(taken.map(\.webhookID.uuid)),
      .int16Array(taken.map(\.partition)), .int64Array(taken.map(\.position)),
    ]
  }

  private static func retry(from row: Row) throws -> StoredRetry {
    StoredRetry(
      webhookID: WebhookID(try row.uuid(0)),
      retry: .init(
        attempts: try row.int16(1), firstFailedAt: try row.optionalTime(2), nextAttemptAt: try row.time(3),
        isBeside: try row.bool(4)), entry: try entry(from: row, at: 5))
  }

  // MARK: Take-over

  private static let takeOverStatement = Statement(
    """
    INSERT INTO webhook_cursors AS c (partition, epoch, position)
    SELECT k.partition, k.epoch, k.position FROM unnest($1::smallint[], $2::bigint[], $3::bigint[])
      AS k(partition, epoch, position)
    ON CONFLICT (partition) DO UPDATE SET epoch = excluded.epoch WHERE c.epoch <= excluded.epoch
    RETURNING partition, epoch, position
    """)
  private static let catchupsStatement = Statement(
    """
    SELECT partition, webhook_id, replay, position, until_position, since, until FROM webhook_catchups
    WHERE partition = ANY ($1::smallint[])
    """, readOnly: true)
  private static let epochsStatement = Statement(
    "SELECT partition, epoch FROM webhook_cursors WHERE partition = ANY ($1::smallint[])", readOnly: true)

  /// Makes this node the one that tells of these partitions, unless one with a later lease has come before.
  /// - Parameter leases: A partition that was never told of begins at `position`.
  public static func takeOver(
    _ leases: [(partition: Int16, epoch: Int64, position: Int64)], on connection: PostgresConnection
  ) throws -> [(partition: Int16, epoch: Int64, position: Int64)] {
    try connection.query(
      takeOverStatement,
      [
        .int16Array(leases.map(\.partition)), .int64Array(leases.map(\.epoch)), .int64Array(leases.map(\.position)),
      ]
    ).map { (partition: try $0.int16(0), epoch: try $0.int64(1), position: try $0.int64(2)) }
  }

  public static func catchups(
    partitions: [Int16], on connection: PostgresConnection
  ) throws -> [(key: CatchupKey, row: Catchup)] {
    try connection.query(catchupsStatement, [.int16Array(partitions)]).map { row in
      (
        key: CatchupKey(
          partition: try row.int16(0), webhookID: WebhookID(try row.uuid(1)), replay: try row.int64(2)),
        row: Catchup(
          position: try row.int64(3), untilPosition: try row.optionalInt64(4), since: try row.optionalTime(5),
          until: try row.optionalTime(6))
      )
    }
  }

  /// Who may tell of these partitions, as the database has it.
  public static func epochs(of partitions: [Int16], on connection: PostgresConnection) throws -> [Int16: Int64] {
    var epochs: [Int16: Int64] = [:]
    for row in try connection.query(epochsStatement, [.int16Array(partitions)]) {
      epochs[try row.int16(0)] = try row.int64(1)
    }
    return epochs
  }
}
