public import Model
import Postgres

/// What was tried at endpoints, and what has to be tried again.
extension WebhookStore {
  private static let attemptColumns = """
    webhook_id, id, event_id, event_type, attempt, outcome, status_code, error, latency_us, response, attempted_at,
    next_attempt_at
    """
  private static let attemptsStatement = Statement(
    """
    SELECT \(attemptColumns) FROM webhook_attempts WHERE webhook_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3
    """, readOnly: true)
  private static let recordStatement = Statement(
    """
    INSERT INTO webhook_attempts (webhook_id, event_id, event_type, attempt, outcome, status_code, error, latency_us,
                                  response, attempted_at)
    VALUES ($1, $2, $3, $4, $5, nullif($6, 0::smallint), $7, $8, $9, $10) RETURNING id
    """)
  private static let retryStatement = Statement(
    """
    INSERT INTO webhook_retries (webhook_id, partition, position, attempts, first_failed_at, next_attempt_at, beside)
    SELECT $1, e.partition, e.position, 0, NULL, $6, true FROM events e
    WHERE e.partition = $3 AND e.position = $4 AND e.client_id = $2 AND e.conversation_id = $5
    ON CONFLICT (webhook_id, partition, position) DO UPDATE
    SET next_attempt_at = least(webhook_retries.next_attempt_at, excluded.next_attempt_at), beside = true
    RETURNING 1
    """)
  // The range is found by the index on the events' time; a partition without events in it gets no row.
  private static let replayStatement = Statement(
    """
    WITH replay AS (SELECT nextval('webhook_replay_id') AS id),
    ranges AS (
      SELECT partition, min(position) AS first, max(position) AS last, count(*) AS events FROM events
      WHERE client_id = $2 AND occurred_at >= $3 AND occurred_at < $4
      GROUP BY partition
    ), made AS (
      INSERT INTO webhook_catchups (partition, webhook_id, replay, position, until_position, since, until)
      SELECT r.partition, $1, replay.id, r.first - 1, r.last, $3, $4 FROM ranges r, replay
    )
    SELECT coalesce(sum(events), 0)::bigint FROM ranges
    """)

  /// The newest attempts before the one with this number, at most `limit`.
  public func attempts(_ id: WebhookID, before number: Int64, limit: Int) async throws -> [WebhookAttempt] {
    let query = Query(Self.attemptsStatement, [.uuid(id.uuid), .int64(number), .int64(Int64(limit))])
    return try await pool.query(query).map(Self.attempt(from:))
  }

  /// Writes down an attempt that no event of the log was the reason for.
  /// - Returns: Its number.
  public func record(_ attempt: WebhookAttempt) async throws -> Int64 {
    let query = Query(
      Self.recordStatement,
      [
        .uuid(attempt.webhookID.uuid), .text(attempt.eventID), .text(attempt.eventType), .int16(attempt.number),
        .int16(attempt.outcome.rawValue), .int16(attempt.statusCode ?? 0), .optionalText(attempt.error),
        .int64(attempt.latency.microseconds), .bytea(attempt.response), .time(attempt.attemptedAt),
      ])
    return try await pool.query(query).single().int64(0)
  }

  /// Has an event told again at once. False where the client has no such event.
  public func retry(
    _ id: WebhookID, client: ClientID, partition: Int16, position: Int64, conversation: ConversationID,
    at now: Timestamp
  ) async throws -> Bool {
    let query = Query(
      Self.retryStatement,
      [
        .uuid(id.uuid), .uuid(client.uuid), .int16(partition), .int64(position), .uuid(conversation.uuid), .time(now),
      ])
    return try await pool.pipeline([query, Self.notify(id)])[0].count > 0
  }

  /// Has the events of a range of time told again, its end excluded.
  /// - Returns: How many events of the client lie in it, whatever their type.
  public func replay(
    _ id: WebhookID, client: ClientID, since: Timestamp, until: Timestamp
  ) async throws -> Int64 {
    let query = Query(Self.replayStatement, [.uuid(id.uuid), .uuid(client.uuid), .time(since), .time(until)])
    return try await pool.pipeline([query, Self.notify(id)])[0].single().int64(0)
  }

  private static func attempt(from row: Row) throws -> WebhookAttempt {
    WebhookAttempt(
      id: try row.int64(1), webhookID: WebhookID(try row.uuid(0)), eventID: try row.text(2), eventType: try row.text(3),
      number: try row.int16(4), outcome: WebhookAttempt.Outcome(rawValue: try row.int16(5)) ?? .exhausted,
      statusCode: try row.optionalInt16(6), error: try row.optionalText(7), latency: .microseconds(try row.int64(8)),
      response: try row.bytes(9), attemptedAt: try row.time(10), nextAttemptAt: try row.optionalTime(11))
  }
}
