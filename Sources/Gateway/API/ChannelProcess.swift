import Connectors

/// The process in which a channel account's connector runs.
public struct ChannelProcess: Sendable, Hashable {
  /// Nil while there is none.
  public var pid: Int?
  public var residentBytes: Int64?
  /// Processes after the first one.
  public var restarts: Int64
  /// Those of its processes that ended without being told to, hung or fell silent.
  public var crashes: Int64
  /// It crashed too often and is tried again only now and then.
  public var isQuarantined: Bool

  public init(pid: Int?, residentBytes: Int64?, restarts: Int64, crashes: Int64, isQuarantined: Bool) {
    self.pid = pid
    self.residentBytes = residentBytes
    self.restarts = restarts
    self.crashes = crashes
    self.isQuarantined = isQuarantined
  }

  init(_ process: ConnectorProcess) {
    self.init(
      pid: process.pid.map(Int.init), residentBytes: process.residentBytes.map(Int64.init(clamping:)),
      restarts: Int64(clamping: process.restarts), crashes: Int64(clamping: process.crashes),
      isQuarantined: process.isQuarantined)
  }
}
