/// The process of a channel account's connector.
public struct ConnectorProcess: Sendable, Equatable {
  /// Nil while there is none.
  public var pid: Int32?
  /// Memory that it has in use, in bytes; nil while there is none.
  public var residentBytes: UInt64?
  /// Processes that were started after the first one.
  public var restarts: UInt64
  /// Processes that ended without being told to, hung or fell silent.
  public var crashes: UInt64
  /// It crashed too often: it is tried again only now and then.
  public var isQuarantined: Bool
  /// `crashes` by how the processes ended: `SIGSEGV`, `exit`, `hung`, `silent`, ...
  public var crashesByReason: [String: UInt64] = [:]
  /// Bytes that wait to be read by the process.
  public var waitingBytes = 0
  /// It kept more than a processor busy, and stands behind everybody else since.
  public var hasLowPriority = false

  public init(
    pid: Int32? = nil, residentBytes: UInt64? = nil, restarts: UInt64 = 0, crashes: UInt64 = 0,
    isQuarantined: Bool = false
  ) {
    self.pid = pid
    self.residentBytes = residentBytes
    self.restarts = restarts
    self.crashes = crashes
    self.isQuarantined = isQuarantined
  }
}
