import Model
import Store

extension WebhookScheduler {
  /// Takes over what has changed about endpoints.
  mutating func apply(_ changes: [StoredWebhook], at now: Timestamp) {
    for change in changes { apply(change, at: now) }
  }

  private mutating func apply(_ change: StoredWebhook, at now: Timestamp) {
    let id = change.webhook.webhookID
    if let before = known[id], before.stored.version > change.version { return }
    guard !change.isDeleted else { return remove(id) }
    let wasEnabled = known[id]?.webhook.isEnabled
    if known[id] == nil {
      known[id] = KnownWebhook(change)
      byClient[change.webhook.clientID, default: []].append(id)
      queues[id] = EndpointQueue(rules: rules(of: change.webhook), isEnabled: false)
    } else {
      known[id]!.update(change)
      queues[id]!.rules = rules(of: change.webhook)
    }
    switch (wasEnabled ?? false, change.webhook.isEnabled) {
    case (false, true):
      known[id]!.failingSince = change.webhook.failingSince
      // What waited for this stands in rows, and behind cursors of its own.
      toLoad.insert(id)
      loading.insert(id)
    case (true, false):
      loading.remove(id)
      park(id, at: now)
    default: break
    }
  }

  private func rules(of webhook: Webhook) -> EndpointQueue.Rules {
    .init(
      schedule: WebhookSchedule(delays: webhook.retrySchedule), hold: limits.hold, limit: limits.inFlightPerEndpoint)
  }

  private mutating func remove(_ id: WebhookID) {
    guard let webhook = known.removeValue(forKey: id) else { return }
    byClient[webhook.webhook.clientID]?.removeAll { $0 == id }
    if byClient[webhook.webhook.clientID]?.isEmpty == true { byClient[webhook.webhook.clientID] = nil }
    for item in change(id, { $0.forget(nil) }) ?? [] { end(item.track, item.key.position, id) }
    queues[id] = nil
    nextDue[id] = nil
    toLoad.remove(id)
    loading.remove(id)
    own = own.filter { $0.key.webhookID != id }
    writes.forget(id)
  }

  /// Sends nothing more to an endpoint until its client enables it again.
  mutating func disable(_ id: WebhookID, for reason: Webhook.DisabledReason, at now: Timestamp) {
    known[id]?.stored.webhook.disabledAt = now
    known[id]?.stored.webhook.disabledReason = reason
    writes.disabled[id] = .init(reason: reason, at: now)
    loading.remove(id)
    park(id, at: now)
  }

  /// Writes down what waits for an endpoint and forgets it.
  private mutating func park(_ id: WebhookID, at now: Timestamp) {
    queues[id]?.isEnabled = false
    for parked in change(id, { $0.park(at: now) }) ?? [] {
      writes.retries[Self.retryKey(id, parked.item.key)] = .put(parked.retry)
      end(parked.item.track, parked.item.key.position, id)
    }
  }

  // MARK: Rows

  /// Takes up rows that were loaded: those of lanes at a take-over or when an endpoint is enabled again, and those
  /// beside the lanes that are due.
  mutating func load(_ retries: [StoredRetry], at now: Timestamp) throws {
    for stored in retries where partitions[stored.entry.partition] != nil && queues[stored.webhookID] != nil {
      let key = EventKey(partition: stored.entry.partition, position: stored.entry.position)
      // What has changed since, and is not written yet, is better known here.
      guard writes.retries[Self.retryKey(stored.webhookID, key)] == nil else { continue }
      var item = WebhookItem(event: try WebhookEvent(stored.entry))
      item.attempts = stored.retry.attempts
      item.firstFailedAt = stored.retry.firstFailedAt
      item.nextAttemptAt = stored.retry.nextAttemptAt <= now ? nil : stored.retry.nextAttemptAt
      item.isStored = true
      item.isBeside = stored.retry.isBeside
      add(item, to: stored.webhookID, at: now, expediting: stored.retry.isBeside)
    }
  }

  /// The rows of these endpoints are here.
  mutating func loaded(_ ids: [WebhookID]) {
    for id in ids where loading.remove(id) != nil {
      _ = change(id) { $0.isEnabled = true }
      activate(id)
    }
  }

  /// Rows to look for.
  struct LoadPlan: Sendable {
    /// Endpoints whose rows of lanes and own cursors are wanted.
    var lanes: [WebhookID] = []
    /// Endpoints that have rows due beside their lanes, and room for them.
    var due: [WebhookID] = []
    /// Rows beside the lanes that are in memory already.
    var taken: [WebhookWrites.RetryKey] = []

    var isEmpty: Bool { lanes.isEmpty && due.isEmpty }
  }

  /// What has to be loaded by now, which is from here on the caller's to load.
  mutating func takeLoads(at now: Timestamp) -> LoadPlan {
    var plan = LoadPlan(lanes: Array(toLoad), due: Array(toLoad))
    toLoad = []
    for (id, time) in nextDue where time <= now && hasRoom(id) && !plan.due.contains(id) {
      plan.due.append(id)
    }
    for id in plan.due {
      nextDue[id] = nil
      for item in queues[id]?.items.values.filter(\.isBeside) ?? [] { plan.taken.append(Self.retryKey(id, item.key)) }
    }
    return plan
  }
}
