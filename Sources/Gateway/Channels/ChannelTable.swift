public import Connectors
public import Routing
import Synchronization

/// What follows from the channel accounts for the ways out and in. Replaced as a whole when the accounts change.
public final class ChannelTable: Sendable {
  private struct Rules {
    var routing: RoutingTable
    var ingress: IngressRules
  }

  private let rules: Mutex<Rules>

  public init(accounts: [ChannelAccount], partitionCount: Int16) {
    rules = Mutex(
      Rules(
        routing: Self.routing(accounts),
        ingress: IngressRules(accounts: accounts.map(IngressAccount.init), partitionCount: partitionCount)))
  }

  public var routing: RoutingTable { rules.withLock(\.routing) }

  public var ingress: IngressRules { rules.withLock(\.ingress) }

  /// The accounts are others from now on.
  public func adopt(_ accounts: [ChannelAccount]) {
    rules.withLock { rules in
      rules.routing = Self.routing(accounts)
      rules.ingress = IngressRules(
        accounts: accounts.map(IngressAccount.init), partitionCount: rules.ingress.partitionCount)
    }
  }

  private static func routing(_ accounts: [ChannelAccount]) -> RoutingTable {
    RoutingTable(
      accounts: accounts.map {
        RoutableAccount(
          name: $0.name, channel: $0.channel, reportsDelivery: $0.capabilities.contains(.deliveredReceipts),
          traits: ChannelTraits($0))
      })
  }
}

extension IngressAccount {
  init(_ account: ChannelAccount) {
    self.init(
      name: account.name, channel: account.channel, owner: account.configuration.owner,
      defaultMember: account.configuration.defaultMember)
  }
}
