public import Model

/// An endpoint as the teller of webhooks needs it.
public struct StoredWebhook: Sendable {
  public var webhook: Webhook
  public var secrets: WebhookSecrets
  /// Rises with every change of any endpoint.
  public var version: Int64
  public var isDeleted: Bool

  public init(webhook: Webhook, secrets: WebhookSecrets, version: Int64, isDeleted: Bool) {
    self.webhook = webhook
    self.secrets = secrets
    self.version = version
    self.isDeleted = isDeleted
  }
}
