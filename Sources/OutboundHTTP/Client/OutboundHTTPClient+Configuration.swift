extension OutboundHTTPClient {
  /// What holds for all requests of a client.
  public struct Configuration: Sendable {
    /// Requests under way at once; also the most connections that are kept.
    public var maxInFlight: Int
    /// Requests under way at once to one host and port, of each party.
    public var maxPerHost: Int
    /// Requests under way at once of one party, see `OutboundRequest.party`.
    public var maxPerParty: Int
    /// Requests that wait for their turn; one more is `overloaded`.
    public var maxQueued: Int
    /// Of these, to one host and port, so that a dead one does not take the others' places.
    public var maxQueuedPerHost: Int
    /// Nil connects directly. The environment's `http_proxy` and its like are not looked at.
    public var proxy: OutboundProxy?
    /// A PEM file of authorities that are trusted besides the system's.
    public var caFile: String?
    public var clientCertificate: ClientCertificate?
    public var userAgent: String
    /// A transfer slower than this for `lowSpeedTime` is given up as a `timeout`. Bytes per second.
    public var lowSpeedLimit: Int
    public var lowSpeedTime: Duration
    /// Connections that were not used for so long are not used again: servers close them about then.
    public var maxIdleTime: Duration
    /// How long requests under way may go on after a graceful shutdown has begun.
    public var stopGrace: Duration

    public init(
      maxInFlight: Int = 512, maxPerHost: Int = 64, maxPerParty: Int = .max, maxQueued: Int = 20_000,
      maxQueuedPerHost: Int = 5_000,
      proxy: OutboundProxy? = nil, caFile: String? = nil, clientCertificate: ClientCertificate? = nil,
      userAgent: String = "chat4all/2", lowSpeedLimit: Int = 1, lowSpeedTime: Duration = .seconds(60),
      maxIdleTime: Duration = .seconds(50), stopGrace: Duration = .seconds(1)
    ) {
      self.maxInFlight = maxInFlight
      self.maxPerHost = maxPerHost
      self.maxPerParty = maxPerParty
      self.maxQueued = maxQueued
      self.maxQueuedPerHost = maxQueuedPerHost
      self.proxy = proxy
      self.caFile = caFile
      self.clientCertificate = clientCertificate
      self.userAgent = userAgent
      self.lowSpeedLimit = lowSpeedLimit
      self.lowSpeedTime = lowSpeedTime
      self.maxIdleTime = maxIdleTime
      self.stopGrace = stopGrace
    }
  }
}
