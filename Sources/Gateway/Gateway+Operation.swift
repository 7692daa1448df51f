import Connectors
public import Model
import Routing
import Store

extension Gateway {
  public func channels() -> [ChannelStatus] {
    let external = connectors.accounts.map { account in
      let health = connectors.health(account: account.name)
      let figures = owner.figures(of: account.name)
      return ChannelStatus(
        name: account.name, channel: account.channel, displayName: account.displayName, version: account.version,
        health: health.status.rawValue, healthDetail: health.detail.isEmpty ? nil : health.detail,
        breaker: figures.breaker.rawValue, capabilities: account.capabilities.names, queued: figures.queued,
        inFlight: figures.inFlight, process: health.process.map(ChannelProcess.init))
    }
    let name = RoutingTable.internalChannel
    return external + [
      ChannelStatus(
        name: name, channel: name, displayName: "Internal", version: nil, health: "ok", healthDetail: nil,
        breaker: "closed", capabilities: ["text", "delivered", "read"], queued: 0, inFlight: 0)
    ]
  }

  public func reloadChannels() async throws(GatewayError) -> ChannelReload {
    do {
      return try await reload()
    } catch let error as GatewayError {
      throw error
    } catch {
      throw failure(error)
    }
  }

  public func deadLetters(client: ClientID, page: PageRequest) async throws(GatewayError) -> Page<DeadLetter> {
    let after = if let text = page.cursor { try DeadLetterCursor(text).id } else { Int64(0) }
    let found = try await asking {
      try await deadLetterStore.list(client: client, after: after, limit: page.limit + 1)
    }
    let elements = found.prefix(page.limit).map(DeadLetter.init)
    return Page(
      elements: elements, nextCursor: elements.last.map { DeadLetterCursor(id: $0.id).text } ?? page.cursor,
      hasMore: found.count > page.limit)
  }

  public func redrive(deadLetter id: Int64, client: ClientID) async throws(GatewayError) -> DeadLetter {
    let (entry, exists): (DeadLetterStore.Entry?, Bool) = try await asking {
      let entry = try await deadLetterStore.redrive(
        id, client: client, partitionCount: configuration.partitionCount, at: .now())
      if let entry {
        try await announce(entry.key.conversationID)
        return (entry, true)
      }
      return (nil, try await deadLetterStore.find(id, client: client) != nil)
    }
    if let entry { return DeadLetter(entry) }
    throw exists
      ? GatewayError(.conflict, "This dead letter was tried again before; its message tells what became of it.")
      : GatewayError(.notFound, "There is no dead letter with this id.")
  }

  public func readiness() async -> Readiness {
    let database = (try? await pool.perform { _ in true }) ?? false
    // A connector that crashes says nothing about this node, and must not take it out of service.
    let failed = connectors.accounts.map(\.name).filter { name in
      let health = connectors.health(account: name)
      return health.status == .failed && (health.process == nil || health.process?.pid != nil)
    }
    return Readiness(checks: [
      .init(name: "database", isReady: database, detail: database ? "answers" : "does not answer"),
      .init(
        name: "leases", isReady: keeper.isAlive,
        detail: keeper.isAlive ? "\(keeper.ownedCount) partitions" : "cannot be renewed"),
      .init(
        name: "connectors", isReady: failed.isEmpty,
        detail: failed.isEmpty
          ? "\(connectors.accounts.count) accounts" : "failed: \(failed.joined(separator: ", "))"),
    ])
  }
}

extension DeadLetter {
  fileprivate init(_ entry: DeadLetterStore.Entry) {
    self.init(
      id: entry.id, messageID: entry.messageID, conversationID: entry.key.conversationID, recipient: entry.recipient,
      channel: entry.channel, account: entry.account, attempts: Int(entry.attempts), reason: entry.reason,
      detail: entry.detail, failedAt: entry.failedAt, redrivenAt: entry.redrivenAt, operation: entry.operation)
  }
}
