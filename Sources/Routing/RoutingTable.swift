import Model

/// The channel accounts of an installation, and what a caller may name in `channels`.
public struct RoutingTable: Sendable, Hashable {
  /// The channel that every user can be reached over: messages wait there until they are acknowledged.
  public static let internalChannel = "internal"
  /// Stands for every channel on which the recipient has a verified identity.
  public static let allChannels = "all"

  /// In the order of channels.yaml; the first account of a type is the one that the type stands for.
  public let accounts: [RoutableAccount]
  private let byName: [String: RoutableAccount]
  private let firstOfChannel: [String: RoutableAccount]

  public init(accounts: [RoutableAccount]) {
    self.accounts = accounts
    byName = Dictionary(accounts.map { ($0.name, $0) }) { first, _ in first }
    firstOfChannel = Dictionary(accounts.map { ($0.channel, $0) }) { first, _ in first }
  }

  /// Whether `name` means something: a channel type, an account, `internal` or `all`.
  public func knows(_ name: String) -> Bool {
    name == Self.internalChannel || name == Self.allChannels || byName[name] != nil || firstOfChannel[name] != nil
  }

  /// Everything a caller may name, for error messages.
  public var names: [String] {
    var seen: Set<String> = []
    return (accounts.flatMap { [$0.name, $0.channel] } + [Self.internalChannel, Self.allChannels])
      .filter { seen.insert($0).inserted }
  }

  public func account(named name: String) -> RoutableAccount? { byName[name] }

  /// What the channel of an account can do; an account that is not there any more can do nothing.
  public func traits(of account: String) -> ChannelTraits {
    account == Self.internalChannel ? .internal : byName[account]?.traits ?? []
  }

  /// The accounts that an entry of `channels` stands for, other than `internal`. An account's own name goes before a
  /// type of the same spelling.
  func accounts(for name: String) -> [RoutableAccount] {
    if name == Self.allChannels { return accounts.filter { firstOfChannel[$0.channel] == $0 } }
    return (byName[name] ?? firstOfChannel[name]).map { [$0] } ?? []
  }
}
