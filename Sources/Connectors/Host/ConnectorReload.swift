/// What a reload of the channel accounts has changed; the accounts' names, in the order of channels.yaml.
public struct ConnectorReload: Sendable, Equatable {
  public var added: [String] = []
  public var removed: [String] = []
  /// Have a new connector: their settings, their limits or their library are others.
  public var changed: [String] = []
  public var unchanged: [String] = []

  public init(added: [String] = [], removed: [String] = [], changed: [String] = [], unchanged: [String] = []) {
    self.added = added
    self.removed = removed
    self.changed = changed
    self.unchanged = unchanged
  }
}
