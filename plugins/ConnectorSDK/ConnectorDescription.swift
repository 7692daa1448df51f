/// What a connector is.
public struct ConnectorDescription: Sendable {
  /// What cannot be seen from the functions that a connector has.
  public struct Features: OptionSet, Sendable {
    public let rawValue: UInt64
    public init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Reports that messages are on the recipient's device.
    public static let deliveredReceipts = Self(rawValue: 0x8)
    /// Reports that messages have been read.
    public static let readReceipts = Self(rawValue: 0x10)
    /// A repeated idempotency key makes no second message.
    public static let idempotentSend = Self(rawValue: 0x20)
    /// Honours ``TextMessage/replyTo``.
    public static let reply = Self(rawValue: 0x40)
    /// Can write to a chat of several people.
    public static let groups = Self(rawValue: 0x80)
    /// Shows formats other than plain.
    public static let formatting = Self(rawValue: 0x100)
    /// Shows each sender as an author of its own.
    public static let personas = Self(rawValue: 0x200)
  }

  /// Reverse-DNS, for ever the same: `org.example.telegram`.
  public var id: String
  /// The kind of channel, as in the API's `channels`: `[a-z][a-z0-9_-]{0,62}`.
  public var channel: String
  /// For people.
  public var name: String
  /// As semver.org writes it.
  public var version: String
  public var vendor: String
  /// An SPDX expression.
  public var license: String
  /// Where to read about it.
  public var url: String
  public var features: Features
  /// The longest text that one message takes, in bytes of UTF-8. 0: no limit.
  public var maxTextBytes: UInt64
  /// In bytes. 0: no limit.
  public var maxFileBytes: UInt64
  /// What it may contact: `api.example.org`, `*.example.org`, optionally with `:port`. Settings that are URLs come on top.
  public var egressHosts: [String]

  public init(
    id: String, channel: String, name: String, version: String, vendor: String = "", license: String = "",
    url: String = "", features: Features = [], maxTextBytes: UInt64 = 0, maxFileBytes: UInt64 = 0,
    egressHosts: [String] = []
  ) {
    self.id = id
    self.channel = channel
    self.name = name
    self.version = version
    self.vendor = vendor
    self.license = license
    self.url = url
    self.features = features
    self.maxTextBytes = maxTextBytes
    self.maxFileBytes = maxFileBytes
    self.egressHosts = egressHosts
  }
}
