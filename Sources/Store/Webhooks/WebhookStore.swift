public import Model
public import Postgres

/// Endpoints as their clients manage them.
public struct WebhookStore: Sendable {
  /// On this channel nodes tell each other that an endpoint's rows have changed; the payload is the webhook's id.
  public static let notificationChannel = "chat4all_webhooks"

  /// Changes of a PATCH; nil leaves as it is.
  public struct Patch: Sendable, Hashable {
    public var url: String?
    public var eventTypes: [String]?
    /// An inner nil removes it.
    public var description: String??
    /// An inner nil goes back to the gateway's own schedule.
    public var retrySchedule: [Int32]??
    public var isEnabled: Bool?

    public init(
      url: String? = nil, eventTypes: [String]? = nil, description: String?? = nil, retrySchedule: [Int32]?? = nil,
      isEnabled: Bool? = nil
    ) {
      self.url = url
      self.eventTypes = eventTypes
      self.description = description
      self.retrySchedule = retrySchedule
      self.isEnabled = isEnabled
    }
  }

  private static let bump = "WITH bumped AS (UPDATE webhook_version SET version = version + 1 RETURNING version)"
  private static let countStatement = Statement(
    "SELECT count(*) FROM webhooks WHERE client_id = $1 AND deleted_at IS NULL", readOnly: true)
  private static let insert = Statement(
    """
    \(bump)
    INSERT INTO webhooks (webhook_id, client_id, url, event_types, description, retry_schedule, secret, created_at,
                          updated_at, version)
    SELECT $1, $2, $3, $4, $5, $6::integer[], $7, $8, $8, version FROM bumped
    """)
  private static let select = Statement(
    "SELECT \(WebhookRow.columns) FROM webhooks WHERE webhook_id = $1 AND client_id = $2 AND deleted_at IS NULL",
    readOnly: true)
  private static let list = Statement(
    """
    SELECT \(WebhookRow.columns) FROM webhooks
    WHERE client_id = $1 AND deleted_at IS NULL AND (created_at, webhook_id) > ($2, $3)
    ORDER BY created_at, webhook_id LIMIT $4
    """, readOnly: true)
  private static let lock = Statement(
    """
    SELECT \(WebhookRow.columns) FROM webhooks WHERE webhook_id = $1 AND client_id = $2 AND deleted_at IS NULL
    FOR NO KEY UPDATE
    """)
  private static let update = Statement(
    """
    \(bump)
    UPDATE webhooks SET url = $2, event_types = $3, description = $4, retry_schedule = $5::integer[],
                        disabled_at = $6, disabled_reason = $7, failing_since = $8, updated_at = $9,
                        version = bumped.version
    FROM bumped WHERE webhook_id = $1
    """)
  // What had failed begins anew.
  private static let refresh = Statement(
    "UPDATE webhook_retries SET attempts = 0, first_failed_at = NULL, next_attempt_at = $2 WHERE webhook_id = $1")
  private static let rotate = Statement(
    """
    \(bump)
    UPDATE webhooks SET previous_secret = secret, previous_secret_until = $4, secret = $3, updated_at = $5,
                        version = bumped.version
    FROM bumped WHERE webhook_id = $1 AND client_id = $2 AND deleted_at IS NULL
    RETURNING webhook_id
    """)
  // Nodes learn of it by the row, which the clean-up removes later.
  private static let delete = Statement(
    """
    \(bump)
    UPDATE webhooks SET deleted_at = $3, url = '', description = NULL, secret = '', previous_secret = NULL,
                        version = bumped.version
    FROM bumped WHERE webhook_id = $1 AND client_id = $2 AND deleted_at IS NULL
    RETURNING webhook_id
    """)
  private static let notifyStatement = Statement("SELECT pg_notify('\(notificationChannel)', $1)")

  let pool: PostgresPool

  public init(pool: PostgresPool) { self.pool = pool }

  /// False where the client has `maximum` endpoints already.
  public func create(_ webhook: Webhook, secret: [UInt8], maximum: Int) async throws -> Bool {
    try await pool.transaction { connection in
      // The version's row makes two registrations see each other, so that the limit holds.
      _ = try connection.query(Self.lockVersion)
      let count = try connection.query(Self.countStatement, [.uuid(webhook.clientID.uuid)]).single().int64(0)
      guard count < maximum else { return false }
      _ = try connection.query(
        Self.insert,
        [
          .uuid(webhook.webhookID.uuid), .uuid(webhook.clientID.uuid), .text(webhook.url),
          .textArray(webhook.eventTypes),
          .optionalText(webhook.description), webhook.retrySchedule.map { .int32Array($0) } ?? .null, .bytea(secret),
          .time(webhook.createdAt),
        ])
      return true
    }
  }

  private static let lockVersion = Statement("SELECT version FROM webhook_version FOR NO KEY UPDATE")

  public func find(_ id: WebhookID, client: ClientID) async throws -> (webhook: Webhook, secrets: WebhookSecrets)? {
    try await pool.query(Query(Self.select, [.uuid(id.uuid), .uuid(client.uuid)])).first.map { row in
      (webhook: try WebhookRow.webhook(from: row), secrets: try WebhookRow.secrets(from: row))
    }
  }

  /// The client's endpoints made after `cursor`, oldest first, at most `limit`.
  public func list(
    client: ClientID, after cursor: (createdAt: Timestamp, id: WebhookID), limit: Int
  ) async throws -> [Webhook] {
    let query = Query(
      Self.list,
      [.uuid(client.uuid), .time(cursor.createdAt), .uuid(cursor.id.uuid), .int64(Int64(limit))])
    return try await pool.query(query).map(WebhookRow.webhook(from:))
  }

  /// Changes an endpoint; nil where there is none.
  public func patch(_ id: WebhookID, client: ClientID, _ patch: Patch, at now: Timestamp) async throws -> Webhook? {
    try await pool.transaction { connection in
      guard let row = try connection.query(Self.lock, [.uuid(id.uuid), .uuid(client.uuid)]).first else { return nil }
      var webhook = try WebhookRow.webhook(from: row)
      let wasEnabled = webhook.isEnabled
      webhook.apply(patch, at: now)
      _ = try connection.query(
        Self.update,
        [
          .uuid(id.uuid), .text(webhook.url), .textArray(webhook.eventTypes), .optionalText(webhook.description),
          webhook.retrySchedule.map { .int32Array($0) } ?? .null, .optionalTime(webhook.disabledAt),
          .optionalText(webhook.disabledReason?.rawValue), .optionalTime(webhook.failingSince), .time(now),
        ])
      if webhook.isEnabled, !wasEnabled {
        _ = try connection.query(Self.refresh, [.uuid(id.uuid), .time(now)])
      }
      _ = try connection.query(Self.notify(id))
      return webhook
    }
  }

  /// Gives an endpoint another secret; until `overlapEnd` the one before signs as well. False where there is none.
  public func rotateSecret(
    _ id: WebhookID, client: ClientID, to secret: [UInt8], overlapEnd: Timestamp, at now: Timestamp
  ) async throws -> Bool {
    let query = Query(
      Self.rotate, [.uuid(id.uuid), .uuid(client.uuid), .bytea(secret), .time(overlapEnd), .time(now)])
    return try await pool.pipeline([query, Self.notify(id)])[0].count > 0
  }

  /// False where there is none.
  public func delete(_ id: WebhookID, client: ClientID, at now: Timestamp) async throws -> Bool {
    let query = Query(Self.delete, [.uuid(id.uuid), .uuid(client.uuid), .time(now)])
    return try await pool.pipeline([query, Self.notify(id)])[0].count > 0
  }

  /// Tells the nodes to look at an endpoint.
  static func notify(_ id: WebhookID) -> Query { Query(notifyStatement, [.text(id.description)]) }
}

extension Webhook {
  fileprivate mutating func apply(_ patch: WebhookStore.Patch, at now: Timestamp) {
    if let url = patch.url { self.url = url }
    if let eventTypes = patch.eventTypes { self.eventTypes = eventTypes }
    if let description = patch.description { self.description = description }
    if let retrySchedule = patch.retrySchedule { self.retrySchedule = retrySchedule }
    updatedAt = now
    switch patch.isEnabled {
    case true? where !isEnabled:
      disabledAt = nil
      disabledReason = nil
      failingSince = nil
    case false? where isEnabled:
      disabledAt = now
      disabledReason = .client
    default: break
    }
  }
}
