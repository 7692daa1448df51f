import Connectors

/// What events of platforms are routed by.
public struct IngressRules: Sendable {
  /// By name.
  public var accounts: [String: IngressAccount]
  public var partitionCount: Int16

  public init(accounts: [IngressAccount], partitionCount: Int16) {
    self.accounts = Dictionary(accounts.map { ($0.name, $0) }) { first, _ in first }
    self.partitionCount = partitionCount
  }

  /// The names of a channel's accounts.
  func accounts(of channel: String) -> [String] { accounts.values.filter { $0.channel == channel }.map(\.name) }
}
