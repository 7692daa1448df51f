/// What has happened over a channel account since it was started.
public struct ConnectorCounters: Sendable, Equatable {
  /// Sends that the connector ended itself, however.
  public var completed: UInt64 = 0
  /// Host functions called with a token that had ended: second answers, late answers, made-up ones.
  public var stale: UInt64 = 0
  /// Sends that ended at their deadline, or in a hang, after the connector had them.
  public var timeouts: UInt64 = 0
  /// Calls that took longer than the soft limit.
  public var slowCalls: UInt64 = 0
  /// Calls that exceeded the hard limit.
  public var hangs: UInt64 = 0
  /// Events taken over.
  public var events: UInt64 = 0
  /// Events answered with "again later" because the queue was full, and events discarded with a refused webhook.
  public var eventsDropped: UInt64 = 0
  /// Calls of host functions with arguments that cannot be right.
  public var invalid: UInt64 = 0
  /// Sends refused because the queue was full, or the connector hung or not connected.
  public var refused: UInt64 = 0
  /// Log lines beyond the rate limit.
  public var logLinesDropped: UInt64 = 0

  public init() {}
}

extension ConnectorCounters {
  mutating func add(_ other: ConnectorCounters) {
    completed &+= other.completed
    stale &+= other.stale
    timeouts &+= other.timeouts
    slowCalls &+= other.slowCalls
    hangs &+= other.hangs
    events &+= other.events
    eventsDropped &+= other.eventsDropped
    invalid &+= other.invalid
    refused &+= other.refused
    logLinesDropped &+= other.logLinesDropped
  }
}
