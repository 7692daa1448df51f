import CConnectorABI

/// What a connector can ask of Chat4All. One for each instance.
///
/// What is asked while an operation runs belongs to that operation: its log lines can be found by message, its requests
/// end with it, and what a webhook stores is stored together with its events.
public final class Host: Sendable {
  public enum LogLevel: UInt32, Sendable {
    case debug = 1
    case info = 2
    case warning = 3
    case error = 4
  }

  let table: HostTable
  let instance: c4a_instance
  let executor: InstanceExecutor

  init(table: HostTable, instance: c4a_instance) {
    self.table = table
    self.instance = instance
    executor = InstanceExecutor(table: table, instance: instance)
  }

  /// Microseconds since 1970. Use it instead of the system's: tests move it.
  public var now: Int64 { table.functions.now?(UInt32(C4A_CLOCK_REALTIME)) ?? 0 }

  /// Microseconds since some start; never goes back.
  public var monotonicTime: Int64 { table.functions.now?(UInt32(C4A_CLOCK_MONOTONIC)) ?? 0 }

  /// Writes a line to the host's log. No secrets, no message texts.
  public func log(_ level: LogLevel, _ line: String) {
    var arena = BorderArena()
    table.functions.log?(instance, CurrentOperation.token, level.rawValue, arena.text(line))
  }

  /// Adds to a counter named `[a-z][a-z0-9_]{0,62}`.
  public func count(_ name: String, by value: Double = 1) {
    var arena = BorderArena()
    _ = table.functions.metric?(instance, arena.text(name), UInt32(C4A_METRIC_COUNTER), value)
  }

  /// Reports an event that no webhook request brought; those of a request are returned with its answer.
  ///
  /// - Throws: `.retry` when the host has no room for it, `.permanent` when it lacks what its kind needs.
  public func emit(_ event: Event) throws(ConnectorError) {
    let code = emit(event, cause: 0)
    guard code != C4A_OK else { return }
    throw code == C4A_RETRY ? .retry("no room for events") : Host.refusal(code, "an event was not taken")
  }

  func emit(_ event: Event, cause: c4a_op) -> Int32 {
    var arena = BorderArena()
    var raw = arena.event(event)
    return table.functions.emit?(instance, cause, &raw) ?? C4A_UNSUPPORTED
  }

  /// What the answer of a host function other than OK means for the operation that called it.
  static func refusal(_ code: Int32, _ detail: String) -> ConnectorError {
    switch code {
    // The operation or the instance has ended: nobody waits for this any more.
    case C4A_STALE, C4A_WRONG_STATE, C4A_CANCELLED: .cancelled()
    case C4A_RETRY: .retry(detail)
    case C4A_UNSUPPORTED: .unsupported("this host does not offer that: \(detail)")
    default: ConnectorError(code >= 900 ? .permanent : .init(rawValue: code), detail)
    }
  }
}
