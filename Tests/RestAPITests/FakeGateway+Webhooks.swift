import Foundation
import Gateway
import Model

// Endpoints in memory; each test of one succeeds.
extension FakeGateway {
  private func find(_ id: WebhookID, client: ClientID, in state: State) throws(GatewayError) -> Webhook {
    guard let webhook = state.webhooks[id], webhook.clientID == client else {
      throw GatewayError(.webhookNotFound, "There is no such webhook.")
    }
    return webhook
  }

  func createWebhook(_ request: CreateWebhook) async throws(GatewayError) -> WebhookWithSecret {
    let now = time()
    return try locked { state throws(GatewayError) in
      guard request.url.hasPrefix("http") else { throw GatewayError(field: request.urlField, "must be http or https") }
      let webhook = Webhook(
        webhookID: WebhookID(UUID()), clientID: request.clientID, url: request.url, eventTypes: request.eventTypes,
        description: request.description, retrySchedule: request.retrySchedule, createdAt: now, updatedAt: now)
      state.webhooks[webhook.webhookID] = webhook
      return WebhookWithSecret(webhook: webhook, secret: "whsec_c2VjcmV0")
    }
  }

  func webhook(_ id: WebhookID, client: ClientID) async throws(GatewayError) -> Webhook {
    try locked { state throws(GatewayError) in try find(id, client: client, in: state) }
  }

  func webhooks(client: ClientID, page: PageRequest) async throws(GatewayError) -> Page<Webhook> {
    try locked { state throws(GatewayError) in
      let own = state.webhooks.values.filter { $0.clientID == client }
        .sorted { $0.webhookID.description < $1.webhookID.description }
      return try Self.page(own, page) { $0.webhookID.description }
    }
  }

  func patchWebhook(
    _ id: WebhookID, client: ClientID, _ request: PatchWebhook
  ) async throws(GatewayError) -> Webhook {
    let now = time()
    return try locked { state throws(GatewayError) in
      var webhook = try find(id, client: client, in: state)
      webhook.url = request.url ?? webhook.url
      webhook.eventTypes = request.eventTypes ?? webhook.eventTypes
      if let description = request.description { webhook.description = description }
      if let isEnabled = request.isEnabled { webhook.disabledAt = isEnabled ? nil : now }
      state.webhooks[id] = webhook
      return webhook
    }
  }

  func deleteWebhook(_ id: WebhookID, client: ClientID) async throws(GatewayError) {
    try locked { state throws(GatewayError) in
      _ = try find(id, client: client, in: state)
      state.webhooks[id] = nil
    }
  }

  func rotateWebhookSecret(_ id: WebhookID, client: ClientID) async throws(GatewayError) -> WebhookWithSecret {
    let webhook = try await webhook(id, client: client)
    return WebhookWithSecret(webhook: webhook, secret: "whsec_bmV3", previousUntil: time())
  }

  private func attempt(_ webhook: Webhook) -> WebhookAttempt {
    WebhookAttempt(
      id: 1, webhookID: webhook.webhookID, eventID: "evt_test_1", eventType: "webhook.test", number: 1,
      outcome: .succeeded, statusCode: 204, error: nil, latency: .milliseconds(3), response: Array("fine".utf8),
      attemptedAt: time(), nextAttemptAt: nil)
  }

  func testWebhook(_ id: WebhookID, client: ClientID) async throws(GatewayError) -> WebhookAttempt {
    attempt(try await webhook(id, client: client))
  }

  func webhookAttempts(
    _ id: WebhookID, client: ClientID, page: PageRequest
  ) async throws(GatewayError) -> Page<WebhookAttempt> {
    Page(elements: [attempt(try await webhook(id, client: client))], nextCursor: nil, hasMore: false)
  }

  func retryWebhookEvent(_ eventID: String, at id: WebhookID, client: ClientID) async throws(GatewayError) {
    _ = try await webhook(id, client: client)
    guard eventID.hasPrefix("evt_") else { throw GatewayError(.notFound, "There is no such event.") }
  }

  func replayWebhook(
    _ id: WebhookID, client: ClientID, since: Timestamp, until: Timestamp?
  ) async throws(GatewayError) -> WebhookReplay {
    _ = try await webhook(id, client: client)
    return WebhookReplay(since: since, until: until ?? time(), events: 7)
  }
}
