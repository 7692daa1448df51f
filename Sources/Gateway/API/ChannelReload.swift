/// What a reload of channels.yaml has changed: the names of accounts, in the order of the file.
public struct ChannelReload: Sendable, Hashable {
  /// Reads the file and does what it says; fails with ``GatewayError``.
  public typealias Action = @Sendable () async throws -> ChannelReload

  public var added: [String]
  public var removed: [String]
  /// Have a new connector: their settings, their limits or their library are others.
  public var changed: [String]
  public var unchanged: [String]

  public init(added: [String] = [], removed: [String] = [], changed: [String] = [], unchanged: [String] = []) {
    self.added = added
    self.removed = removed
    self.changed = changed
    self.unchanged = unchanged
  }
}
