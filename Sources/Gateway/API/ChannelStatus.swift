/// What a reader of GET /v1/channels learns of one channel account.
public struct ChannelStatus: Sendable, Hashable {
  /// The account's name in channels.yaml.
  public var name: String
  /// The channel's type.
  public var channel: String
  public var displayName: String
  /// The connector's version; nil for `internal`.
  public var version: String?
  /// ok, degraded, hung, failed or paused.
  public var health: String
  public var healthDetail: String?
  /// closed, open or half_open.
  public var breaker: String
  /// Such as `text`, `file`, `delivered`, `read`.
  public var capabilities: [String]
  /// Deliveries that wait in this node's memory, and those handed to the connector.
  public var queued: Int
  public var inFlight: Int
  /// Nil where the connector runs in the gateway.
  public var process: ChannelProcess?

  public init(
    name: String, channel: String, displayName: String, version: String?, health: String, healthDetail: String?,
    breaker: String, capabilities: [String], queued: Int, inFlight: Int, process: ChannelProcess? = nil
  ) {
    self.name = name
    self.channel = channel
    self.displayName = displayName
    self.version = version
    self.health = health
    self.healthDetail = healthDetail
    self.breaker = breaker
    self.capabilities = capabilities
    self.queued = queued
    self.inFlight = inFlight
    self.process = process
  }
}
