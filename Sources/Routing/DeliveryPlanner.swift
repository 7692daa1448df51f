public import Model

/// Decides over which accounts a message goes to whom: a pure function of the message, its recipients, their
/// addresses and the accounts.
public struct DeliveryPlanner: Sendable {
  /// Someone who is to get the message.
  public struct Recipient: Sendable, Hashable {
    public var userID: String
    /// Verified addresses by channel type.
    public var addresses: [String: String]

    public init(userID: String, addresses: [String: String]) {
      self.userID = userID
      self.addresses = addresses
    }
  }

  /// What the caller wished.
  public struct Wish: Sendable, Hashable {
    public var channels: [String]
    public var strategy: DeliveryStrategy
    /// Seconds, by entry of `channels`.
    public var deadlines: [String: Int32]

    public init(channels: [String], strategy: DeliveryStrategy, deadlines: [String: Int32]) {
      self.channels = channels
      self.strategy = strategy
      self.deadlines = deadlines
    }
  }

  public let table: RoutingTable
  /// Seconds a channel of a `first_success` message gets where the caller named none.
  public let defaultDeadline: Int32

  public init(table: RoutingTable, defaultDeadline: Int32) {
    self.table = table
    self.defaultDeadline = defaultDeadline
  }

  /// The deliveries of a message, recipient by recipient, each recipient's in the order of the wish.
  ///
  /// A recipient whom none of the wished channels can reach gets the message over `internal`. With `first_success`,
  /// all but a recipient's first delivery wait.
  public func plan(
    _ wish: Wish, to recipients: [Recipient], conversation: ConversationID, sequenceNumber: Int64, at now: Timestamp,
    expiresAt: Timestamp?
  ) -> [Delivery] {
    var deliveries: [Delivery] = []
    for recipient in recipients {
      let routes = routes(wish, to: recipient)
      let takesTurns = wish.strategy == .firstSuccess && routes.count > 1
      for (index, route) in routes.enumerated() {
        var delivery = Delivery(
          key: DeliveryKey(
            conversationID: conversation, sequenceNumber: sequenceNumber, ordinal: Int16(deliveries.count)),
          recipient: recipient.userID, channel: route.channel, account: route.account, address: route.address,
          status: takesTurns && index > 0 ? .waiting : .pending)
        delivery.expiresAt = expiresAt
        if takesTurns {
          delivery.deadlineSeconds = route.deadline
          if index == 0 { delivery.fallbackAt = now.advanced(by: .seconds(route.deadline)) }
        }
        // What waits for a recipient inside the gateway has been handed over by being stored.
        if route.account == RoutingTable.internalChannel, delivery.status == .pending {
          _ = delivery.advance(to: .sent, at: now)
        }
        deliveries.append(delivery)
      }
    }
    return deliveries
  }

  private struct Route {
    var account: String
    var channel: String
    var address: String?
    var deadline: Int32
  }

  private func routes(_ wish: Wish, to recipient: Recipient) -> [Route] {
    var routes: [Route] = []
    var used: Set<String> = []
    func add(_ account: String, _ channel: String, _ address: String?, entry: String) {
      guard used.insert(account).inserted else { return }
      let deadline = wish.deadlines[entry] ?? wish.deadlines[account] ?? wish.deadlines[channel] ?? defaultDeadline
      routes.append(Route(account: account, channel: channel, address: address, deadline: deadline))
    }
    let internalChannel = RoutingTable.internalChannel
    for entry in wish.channels {
      if entry == internalChannel { add(internalChannel, internalChannel, nil, entry: entry) }
      for account in table.accounts(for: entry) {
        if let address = recipient.addresses[account.channel] {
          add(account.name, account.channel, address, entry: entry)
        }
      }
    }
    if routes.isEmpty { add(internalChannel, internalChannel, nil, entry: internalChannel) }
    return routes
  }
}
