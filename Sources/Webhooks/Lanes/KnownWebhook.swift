import Model
import Store

/// An endpoint as it is known at present, and how it has been doing.
struct KnownWebhook: Sendable {
  var stored: StoredWebhook
  var filter: EventFilter
  var signer: WebhookSigner
  /// When the failures began of which there has been nothing but since.
  var failingSince: Timestamp?

  init(_ stored: StoredWebhook) {
    self.stored = stored
    filter = EventFilter(stored.webhook.eventTypes)
    signer = WebhookSigner(stored.secrets)
    failingSince = stored.webhook.failingSince
  }

  var webhook: Webhook { stored.webhook }

  /// Takes over what has changed.
  mutating func update(_ newer: StoredWebhook) {
    stored = newer
    filter = EventFilter(newer.webhook.eventTypes)
    signer = WebhookSigner(newer.secrets)
    // What other nodes have written down; what this one has not written yet is younger than that.
    if let since = newer.webhook.failingSince { failingSince = since }
  }
}
