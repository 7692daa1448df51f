import NIOCore

/// What an operator can set about the REST edge.
public struct RestConfiguration: Sendable {
  public var host: String
  /// 0 picks a free port.
  public var port: Int
  /// The largest body in bytes; a larger one is answered 413.
  public var bodyLimit = 128 * 1024
  /// The largest body of a platform's callback, in bytes.
  public var ingressBodyLimit = 4 << 20
  /// Bodies beyond ``bodyLimit`` that may be in memory at once; one more is answered 503.
  public var maxLargeBodies = 16
  /// How long a request may take to arrive completely; then it is answered 408.
  public var requestTimeout = Duration.seconds(30)
  /// How long a connection may stay open between requests.
  public var idleTimeout = Duration.seconds(60)
  /// Connections beyond this wait in the operating system's queue.
  public var maxConnections = 10_000
  /// The largest header field in bytes, and the most of them.
  public var maxHeaderSize = 16 * 1024
  public var maxHeaderCount = 100
  /// Bytes of requests that may wait behind the one being answered, per connection, before reading pauses.
  public var pipelineLimit = 64 * 1024
  /// For each client over all its connections.
  public var clientRate = RateLimit(perSecond: 20_000, burst: 40_000)
  /// For POST /auth/token, for each client id and address.
  public var tokenRate = RateLimit(perSecond: 10, burst: 20)
  /// How long a client's record is trusted before the gateway is asked again.
  public var clientMemory = Duration.seconds(5)
  /// Threads that serve connections. Half of the processors: the gateway behind them needs the others, and on two
  /// processors one thread answers more than two do.
  public var eventLoops = max(1, System.coreCount / 2)
  /// Verified tokens and known clients that are remembered.
  public var tokenCacheCapacity = 10_000

  public init(host: String = "127.0.0.1", port: Int = 8080) {
    self.host = host
    self.port = port
  }
}
