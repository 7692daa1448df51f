extension Confinement {
  /// A user of this machine, by numbers.
  public struct User: Sendable, Equatable, CustomStringConvertible {
    public var user: UInt32
    public var group: UInt32

    /// nil for root: becoming root takes nothing away.
    public init?(user: UInt32, group: UInt32) {
      guard user != 0, group != 0 else { return nil }
      self.user = user
      self.group = group
    }

    /// From `user:group`, as ``description`` writes it.
    public init?(_ text: String) {
      let parts = text.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, let user = UInt32(parts[0]), let group = UInt32(parts[1]) else { return nil }
      self.init(user: user, group: group)
    }

    public var description: String { "\(user):\(group)" }
  }
}
