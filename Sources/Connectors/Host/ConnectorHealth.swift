/// How a channel account is, and what it has done so far.
public struct ConnectorHealth: Sendable, Equatable {
  public enum Status: String, Sendable {
    /// Not connected yet, for the first time.
    case starting
    case ok
    /// It works, badly: the connector says so itself.
    case degraded
    /// A call into the connector has not come back within the hard limit; everything sent meanwhile is refused.
    case hung
    /// It could not be connected; the host tries again.
    case failed
    /// It waits for a person: wrong credentials or settings.
    case paused
    case stopped
  }

  public var status: Status
  /// Why; empty when all is well. Holds no secret.
  public var detail: String
  public var counters: ConnectorCounters
  /// Sends that the connector is working on.
  public var inFlight: Int
  /// Sends that wait for their turn.
  public var queued: Int
  /// Of the process in which the connector runs; nil where it runs in the gateway.
  public var process: ConnectorProcess?

  public init(
    status: Status, detail: String = "", counters: ConnectorCounters = ConnectorCounters(), inFlight: Int = 0,
    queued: Int = 0, process: ConnectorProcess? = nil
  ) {
    self.status = status
    self.detail = detail
    self.counters = counters
    self.inFlight = inFlight
    self.queued = queued
    self.process = process
  }
}
