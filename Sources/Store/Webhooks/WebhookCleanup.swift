import Model
public import Postgres

/// Removes what is not kept any longer, in batches.
public enum WebhookCleanup {
  private static let attempts = Statement(
    """
    DELETE FROM webhook_attempts WHERE ctid = ANY (ARRAY(
      SELECT ctid FROM webhook_attempts WHERE attempted_at < now() - make_interval(secs => $1) LIMIT $2))
    """)
  private static let retries = Statement(
    """
    DELETE FROM webhook_retries WHERE ctid = ANY (ARRAY(
      SELECT r.ctid FROM webhooks w JOIN webhook_retries r USING (webhook_id) WHERE w.deleted_at IS NOT NULL LIMIT $1))
    """)
  private static let catchups = Statement(
    """
    DELETE FROM webhook_catchups WHERE webhook_id IN (SELECT webhook_id FROM webhooks WHERE deleted_at IS NOT NULL)
    """)
  // Every node has learnt of it long before.
  private static let webhooks = Statement(
    """
    DELETE FROM webhooks w WHERE w.deleted_at < now() - interval '1 day'
      AND NOT EXISTS (SELECT FROM webhook_retries r WHERE r.webhook_id = w.webhook_id)
    """)

  /// Removes at most `limit` attempts older than `age` and as many rows of deleted endpoints.
  /// - Returns: Whether there may be more.
  public static func run(attemptAge age: Duration, limit: Int, on connection: PostgresConnection) throws -> Bool {
    let results = try connection.pipeline([
      Query(attempts, [.double(age.seconds), .int64(Int64(limit))]), Query(retries, [.int64(Int64(limit))]),
      Query(catchups), Query(webhooks),
    ])
    return results[0].affectedRows >= limit || results[1].affectedRows >= limit
  }
}
