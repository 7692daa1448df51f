import Model
import Postgres

/// How an endpoint stands in its table.
enum WebhookRow {
  static let columns = """
    webhook_id, client_id, url, event_types, description, retry_schedule, created_at, updated_at, disabled_at,
    disabled_reason, failing_since, secret, previous_secret, previous_secret_until, version, deleted_at IS NOT NULL
    """

  static func webhook(from row: Row) throws -> Webhook {
    Webhook(
      webhookID: WebhookID(try row.uuid(0)), clientID: ClientID(try row.uuid(1)), url: try row.text(2),
      eventTypes: try row.textArray(3), description: try row.optionalText(4),
      retrySchedule: try row.isNull(5) ? nil : try row.int32Array(5), createdAt: try row.time(6),
      updatedAt: try row.time(7), disabledAt: try row.optionalTime(8),
      disabledReason: try row.optionalText(9).flatMap(Webhook.DisabledReason.init(rawValue:)),
      failingSince: try row.optionalTime(10))
  }

  static func secrets(from row: Row) throws -> WebhookSecrets {
    WebhookSecrets(
      current: try row.bytes(11), previous: try row.optionalBytes(12), previousUntil: try row.optionalTime(13))
  }

  static func stored(from row: Row) throws -> StoredWebhook {
    StoredWebhook(
      webhook: try webhook(from: row), secrets: try secrets(from: row), version: try row.int64(14),
      isDeleted: try row.bool(15))
  }
}
