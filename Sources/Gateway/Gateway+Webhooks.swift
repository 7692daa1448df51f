public import Model
import Store
import Webhooks

extension Gateway {
  public func createWebhook(_ request: CreateWebhook) async throws(GatewayError) -> WebhookWithSecret {
    try webhookDesk.check(request.url, field: request.urlField)
    try webhookDesk.check(request.eventTypes, field: "/event_types")
    let now = Timestamp.now()
    let secret = request.secret ?? WebhookSecret.random()
    let webhook = Webhook(
      webhookID: WebhookID(.version7(at: now)), clientID: request.clientID, url: request.url,
      eventTypes: request.eventTypes, description: request.description, retrySchedule: request.retrySchedule,
      createdAt: now, updatedAt: now)
    let fits = try await asking {
      try await webhookStore.create(webhook, secret: secret, maximum: webhookDesk.maximumPerClient)
    }
    guard fits else {
      throw GatewayError(.conflict, "The client has \(webhookDesk.maximumPerClient) webhooks, the most it may have.")
    }
    webhookDesk.changed(webhook.webhookID)
    return WebhookWithSecret(webhook: webhook, secret: WebhookSecret.text(of: secret))
  }

  public func webhook(_ id: WebhookID, client: ClientID) async throws(GatewayError) -> Webhook {
    try await storedWebhook(id, client: client).webhook
  }

  private func storedWebhook(
    _ id: WebhookID, client: ClientID
  ) async throws(GatewayError) -> (webhook: Webhook, secrets: WebhookSecrets) {
    let found = try await asking { try await webhookStore.find(id, client: client) }
    guard let found else { throw .noWebhook }
    return found
  }

  public func webhooks(client: ClientID, page: PageRequest) async throws(GatewayError) -> Page<Webhook> {
    let cursor = if let text = page.cursor { try WebhookCursor(text) } else { WebhookCursor.start }
    let found = try await asking {
      try await webhookStore.list(
        client: client, after: (createdAt: cursor.createdAt, id: cursor.id), limit: page.limit + 1)
    }
    let elements = Array(found.prefix(page.limit))
    let next = elements.last.map { WebhookCursor(createdAt: $0.createdAt, id: $0.webhookID).text }
    return Page(elements: elements, nextCursor: next ?? page.cursor, hasMore: found.count > page.limit)
  }

  public func patchWebhook(
    _ id: WebhookID, client: ClientID, _ request: PatchWebhook
  ) async throws(GatewayError) -> Webhook {
    if let url = request.url { try webhookDesk.check(url, field: request.urlField) }
    if let eventTypes = request.eventTypes { try webhookDesk.check(eventTypes, field: "/event_types") }
    let patch = WebhookStore.Patch(
      url: request.url, eventTypes: request.eventTypes, description: request.description,
      retrySchedule: request.retrySchedule, isEnabled: request.isEnabled)
    let webhook = try await asking { try await webhookStore.patch(id, client: client, patch, at: .now()) }
    guard let webhook else { throw .noWebhook }
    webhookDesk.changed(id)
    return webhook
  }

  public func deleteWebhook(_ id: WebhookID, client: ClientID) async throws(GatewayError) {
    let wasThere = try await asking { try await webhookStore.delete(id, client: client, at: .now()) }
    guard wasThere else { throw .noWebhook }
    webhookDesk.changed(id)
  }

  public func rotateWebhookSecret(_ id: WebhookID, client: ClientID) async throws(GatewayError) -> WebhookWithSecret {
    let now = Timestamp.now()
    let secret = WebhookSecret.random()
    let end = now.advanced(by: webhookDesk.secretOverlap)
    let wasThere = try await asking {
      try await webhookStore.rotateSecret(id, client: client, to: secret, overlapEnd: end, at: now)
    }
    guard wasThere else { throw .noWebhook }
    webhookDesk.changed(id)
    let webhook = try await webhook(id, client: client)
    return WebhookWithSecret(webhook: webhook, secret: WebhookSecret.text(of: secret), previousUntil: end)
  }

  // MARK: What is sent

  public func testWebhook(_ id: WebhookID, client: ClientID) async throws(GatewayError) -> WebhookAttempt {
    let (webhook, secrets) = try await storedWebhook(id, client: client)
    let now = Timestamp.now()
    let eventID = EventID.test(.version7(at: now))
    let post = WebhookPost(
      event: eventID, body: WebhookBody.test(webhookID: id, at: now), to: webhook, signer: WebhookSigner(secrets),
      at: now, timeout: webhookDesk.timeout)
    let answer = await withCheckedContinuation { continuation in
      webhookDesk.transport.post(post) { continuation.resume(returning: $0) }
    }
    var attempt = WebhookAttempt(
      webhookID: id, eventID: eventID, eventType: "webhook.test", number: 1,
      outcome: WebhookVerdict(answer, now: now) == .success ? .succeeded : .exhausted,
      statusCode: answer.status.map { Int16(clamping: $0) }, error: answer.error, latency: answer.elapsed,
      response: Array(answer.body.prefix(WebhookAttempt.responseLimit)), attemptedAt: now, nextAttemptAt: nil)
    attempt.id = try await asking { [attempt] in try await webhookStore.record(attempt) }
    return attempt
  }

  public func webhookAttempts(
    _ id: WebhookID, client: ClientID, page: PageRequest
  ) async throws(GatewayError) -> Page<WebhookAttempt> {
    let before = if let text = page.cursor { try AttemptCursor(text).id } else { Int64.max }
    _ = try await storedWebhook(id, client: client)
    let found = try await asking {
      try await webhookStore.attempts(id, before: before, limit: page.limit + 1)
    }
    let elements = Array(found.prefix(page.limit))
    let hasMore = found.count > page.limit
    return Page(
      elements: elements, nextCursor: hasMore ? elements.last.map { AttemptCursor(id: $0.id).text } : nil,
      hasMore: hasMore)
  }

  public func retryWebhookEvent(
    _ eventID: String, at id: WebhookID, client: ClientID
  ) async throws(GatewayError) {
    try await requireEnabled(id, client: client)
    let event = EventID.parse(eventID)
    let wasThere = try await asking {
      guard let event else { return false }
      return try await webhookStore.retry(
        id, client: client, partition: event.conversation.partition(of: configuration.partitionCount),
        position: event.position, conversation: event.conversation, at: .now())
    }
    guard wasThere else { throw GatewayError(.notFound, "There is no event with this id.") }
    webhookDesk.changed(id)
  }

  public func replayWebhook(
    _ id: WebhookID, client: ClientID, since: Timestamp, until: Timestamp?
  ) async throws(GatewayError) -> WebhookReplay {
    let until = until ?? .now()
    guard since < until else { throw GatewayError(field: "/until", "must be later than since, which is in the past") }
    try await requireEnabled(id, client: client)
    let events = try await asking {
      try await webhookStore.replay(id, client: client, since: since, until: until)
    }
    webhookDesk.changed(id)
    return WebhookReplay(since: since, until: until, events: events)
  }

  private func requireEnabled(_ id: WebhookID, client: ClientID) async throws(GatewayError) {
    guard try await webhook(id, client: client).isEnabled else {
      throw GatewayError(.conflict, "The webhook is disabled; enable it, which has everything told that waited.")
    }
  }
}

extension GatewayError {
  static let noWebhook = GatewayError(.webhookNotFound, "There is no webhook with this id.")
}
