import Inbox
public import Model
public import Postgres

extension WebhookWrites {
  /// Writes everything in one transaction and one round trip, or nothing: with SQL state `C4A01` where another node tells
  /// of one of the partitions by now.
  /// - Parameter partition: The partition in whose log an endpoint's own events stand.
  public func commit(partition: (WebhookID) -> Int16, on connection: PostgresConnection) throws {
    guard !isEmpty else { return }
    var queries = [fence()]
    if !attempts.isEmpty { queries.append(insertAttempts()) }
    queries += changeRetries()
    queries += changeCatchups()
    if !failing.isEmpty { queries.append(updateFailing()) }
    if !disabled.isEmpty { queries += disable(partition) }
    _ = try connection.pipeline(queries)
  }

  private static let fenceStatement = Statement(
    """
    WITH moved AS (
      UPDATE webhook_cursors SET position = k.position
      FROM unnest($1::smallint[], $2::bigint[], $3::bigint[]) AS k(partition, epoch, position)
      WHERE webhook_cursors.partition = k.partition AND webhook_cursors.epoch = k.epoch
      RETURNING 1
    )
    SELECT chat4all_fence((SELECT count(*) FROM moved), cardinality($1)::bigint)
    """)

  private func fence() -> Query {
    let cursors = cursors.sorted { $0.key < $1.key }
    return Query(
      Self.fenceStatement,
      [
        .int16Array(cursors.map(\.key)), .int64Array(cursors.map(\.value.epoch)),
        .int64Array(cursors.map(\.value.position)),
      ])
  }

  private static let attemptsStatement = Statement(
    """
    INSERT INTO webhook_attempts (webhook_id, event_id, event_type, attempt, outcome, status_code, error, latency_us,
                                  response, attempted_at, next_attempt_at)
    SELECT i.webhook_id, i.event_id, i.event_type, i.attempt, i.outcome, nullif(i.status_code, 0), i.error, i.latency_us,
           i.response, i.attempted_at, i.next_attempt_at
    FROM unnest($1::uuid[], $2::text[], $3::text[], $4::smallint[], $5::smallint[], $6::smallint[], $7::text[],
                $8::bigint[], $9::bytea[], $10::timestamptz[], $11::timestamptz[])
      AS i(webhook_id, event_id, event_type, attempt, outcome, status_code, error, latency_us, response, attempted_at,
           next_attempt_at)
    """)

  private func insertAttempts() -> Query {
    Query(
      Self.attemptsStatement,
      [
        .uuidArray(attempts.map(\.webhookID.uuid)), .textArray(attempts.map(\.eventID)),
        .textArray(attempts.map(\.eventType)), .int16Array(attempts.map(\.number)),
        .int16Array(attempts.map(\.outcome.rawValue)), .int16Array(attempts.map { $0.statusCode ?? 0 }),
        .optionalTextArray(attempts.map(\.error)), .int64Array(attempts.map(\.latency.microseconds)),
        .byteaArray(attempts.map(\.response)), .timestamptzArray(attempts.map(\.attemptedAt.microseconds)),
        .optionalTimestamptzArray(attempts.map { $0.nextAttemptAt?.microseconds }),
      ])
  }

  // By key, as rows of the inbox: the table may have been empty when its statistics were made.
  private static let removeRetriesStatement = Statement(
    """
    DELETE FROM webhook_retries WHERE ctid = ANY (ARRAY(
      SELECT r.ctid FROM unnest($1::uuid[], $2::smallint[], $3::bigint[]) AS k(webhook_id, partition, position)
      CROSS JOIN LATERAL (
        SELECT ctid FROM webhook_retries w
        WHERE w.webhook_id = k.webhook_id AND w.partition = k.partition AND w.position = k.position LIMIT 1) r))
    """)
  private static let putRetriesStatement = Statement(
    """
    INSERT INTO webhook_retries (webhook_id, partition, position, attempts, first_failed_at, next_attempt_at, beside)
    SELECT i.webhook_id, i.partition, i.position, i.attempts, i.first_failed_at, i.next_attempt_at, i.beside
    FROM unnest($1::uuid[], $2::smallint[], $3::bigint[], $4::smallint[], $5::timestamptz[], $6::timestamptz[],
                $7::boolean[])
      AS i(webhook_id, partition, position, attempts, first_failed_at, next_attempt_at, beside)
    ON CONFLICT (webhook_id, partition, position) DO UPDATE
    SET attempts = excluded.attempts, first_failed_at = excluded.first_failed_at,
        next_attempt_at = excluded.next_attempt_at, beside = excluded.beside
    """)

  private func changeRetries() -> [Query] {
    var removed: [RetryKey] = []
    var put: [(key: RetryKey, retry: Retry)] = []
    for (key, change) in retries {
      switch change {
      case .remove: removed.append(key)
      case .put(let retry): put.append((key: key, retry: retry))
      }
    }
    var queries: [Query] = []
    if !removed.isEmpty { queries.append(Query(Self.removeRetriesStatement, Self.parameters(of: removed))) }
    if !put.isEmpty {
      let more: [PostgresValue] = [
        .int16Array(put.map(\.retry.attempts)),
        .optionalTimestamptzArray(put.map { $0.retry.firstFailedAt?.microseconds }),
        .timestamptzArray(put.map(\.retry.nextAttemptAt.microseconds)), .boolArray(put.map(\.retry.isBeside)),
      ]
      queries.append(Query(Self.putRetriesStatement, Self.parameters(of: put.map(\.key)) + more))
    }
    return queries
  }

  private static func parameters(of keys: [RetryKey]) -> [PostgresValue] {
    [
      .uuidArray(keys.map(\.webhookID.uuid)), .int16Array(keys.map(\.partition)), .int64Array(keys.map(\.position)),
    ]
  }

  private static let removeCatchupsStatement = Statement(
    """
    DELETE FROM webhook_catchups c USING unnest($1::smallint[], $2::uuid[], $3::bigint[]) AS k(partition, webhook_id, replay)
    WHERE c.partition = k.partition AND c.webhook_id = k.webhook_id AND c.replay = k.replay
    """)
  private static let putCatchupsStatement = Statement(
    """
    INSERT INTO webhook_catchups (partition, webhook_id, replay, position, until_position, since, until)
    SELECT i.partition, i.webhook_id, i.replay, i.position, i.until_position, i.since, i.until
    FROM unnest($1::smallint[], $2::uuid[], $3::bigint[], $4::bigint[], $5::bigint[], $6::timestamptz[],
                $7::timestamptz[])
      AS i(partition, webhook_id, replay, position, until_position, since, until)
    ON CONFLICT (partition, webhook_id, replay) DO UPDATE SET position = excluded.position
    """)

  private func changeCatchups() -> [Query] {
    var removed: [CatchupKey] = []
    var put: [(key: CatchupKey, row: Catchup)] = []
    for (key, change) in catchups {
      switch change {
      case .remove: removed.append(key)
      case .put(let row): put.append((key: key, row: row))
      }
    }
    func parameters(of keys: [CatchupKey]) -> [PostgresValue] {
      [.int16Array(keys.map(\.partition)), .uuidArray(keys.map(\.webhookID.uuid)), .int64Array(keys.map(\.replay))]
    }
    var queries: [Query] = []
    if !removed.isEmpty { queries.append(Query(Self.removeCatchupsStatement, parameters(of: removed))) }
    if !put.isEmpty {
      let more: [PostgresValue] = [
        .int64Array(put.map(\.row.position)), .optionalInt64Array(put.map(\.row.untilPosition)),
        .optionalTimestamptzArray(put.map { $0.row.since?.microseconds }),
        .optionalTimestamptzArray(put.map { $0.row.until?.microseconds }),
      ]
      queries.append(Query(Self.putCatchupsStatement, parameters(of: put.map(\.key)) + more))
    }
    return queries
  }

  private static let failingStatement = Statement(
    """
    WITH bumped AS (UPDATE webhook_version SET version = version + 1 RETURNING version)
    UPDATE webhooks SET failing_since = k.failing_since, version = bumped.version
    FROM bumped, unnest($1::uuid[], $2::timestamptz[]) AS k(webhook_id, failing_since)
    WHERE webhooks.webhook_id = k.webhook_id AND webhooks.deleted_at IS NULL
    """)

  private func updateFailing() -> Query {
    let failing = Array(failing)
    return Query(
      Self.failingStatement,
      [
        .uuidArray(failing.map(\.key.uuid)), .optionalTimestamptzArray(failing.map { $0.value?.microseconds }),
      ])
  }

  // The client's other endpoints hear of it: the fact goes through the inbox into the log, like every other.
  private static let disableStatement = Statement(
    """
    WITH bumped AS (UPDATE webhook_version SET version = version + 1 RETURNING version),
    disabled AS (
      UPDATE webhooks SET disabled_at = k.at, disabled_reason = k.reason, version = bumped.version
      FROM bumped, unnest($1::uuid[], $2::timestamptz[], $3::text[]) AS k(webhook_id, at, reason)
      WHERE webhooks.webhook_id = k.webhook_id AND webhooks.disabled_at IS NULL AND webhooks.deleted_at IS NULL
      RETURNING webhooks.webhook_id, webhooks.client_id, webhooks.url, k.at, k.reason
    )
    INSERT INTO inbox (partition, kind, client_id, conversation_id, body, received_at)
    SELECT p.partition, 4, d.client_id, d.webhook_id,
           json_build_object('type', 'webhook.disabled', 'webhook_id', d.webhook_id, 'url', d.url, 'reason', d.reason),
           d.at
    FROM disabled d JOIN unnest($1::uuid[], $4::smallint[]) AS p(webhook_id, partition) ON p.webhook_id = d.webhook_id
    """)
  private static let tellOwnersStatement = Statement(
    "SELECT pg_notify('\(PostgresInbox.notificationChannel)', '')")

  private func disable(_ partition: (WebhookID) -> Int16) -> [Query] {
    let disabled = Array(disabled)
    let change = Query(
      Self.disableStatement,
      [
        .uuidArray(disabled.map(\.key.uuid)), .timestamptzArray(disabled.map(\.value.at.microseconds)),
        .textArray(disabled.map(\.value.reason.rawValue)), .int16Array(disabled.map { partition($0.key) }),
      ])
    return [change, Query(Self.tellOwnersStatement)]
  }
}
