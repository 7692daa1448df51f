/// A value that a connector keeps, or what becomes of one.
public struct ConnectorStateChange: Sendable, Equatable {
  /// The name of the channel account.
  public var account: String
  /// 1 to 128 bytes.
  public var key: String
  /// At most 64 KiB; nil when it is removed.
  public var value: [UInt8]?
  /// When it was set: microseconds since 1970, no two alike for an account. Of two changes of a key the later one holds, in
  /// whatever order they are stored.
  public var changedAt: Int64

  public init(account: String, key: String, value: [UInt8]?, changedAt: Int64) {
    self.account = account
    self.key = key
    self.value = value
    self.changedAt = changedAt
  }
}
