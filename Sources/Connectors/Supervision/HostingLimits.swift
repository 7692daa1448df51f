/// How long a gateway waits for connectors' processes.
public struct HostingLimits: Sendable, Equatable {
  /// To load a library and describe its connectors.
  public var load: Duration
  /// Between two questions whether a process is there.
  public var heartbeat: Duration
  /// A process that has said nothing for so long, though asked, is ended.
  public var silence: Duration
  /// Sends wait for a new process up to this long; with a longer wait they are refused at once.
  public var patience: Duration
  /// To reach another host, in all; a link gives up by itself after it.
  package static let link = Duration.seconds(10)
  /// For a connector to finish what it has when its host is being stopped.
  static let leave = Duration.seconds(8)
  /// Bytes that may wait to be read by a process: beyond it what it asks for is refused, and beyond twice as many it is
  /// ended.
  var unread = 128 << 20
  /// What each process is told on its command line about what it may do; no secrets.
  public var confinement: [String]
  /// The rules for starting again.
  var crashes = CrashPolicy.Limits()
  /// For callbacks that crash their connector.
  var bars = CallbackBars.Limits()
  /// For operations that are tried alone: longer than it takes to notice a process that has fallen silent.
  var trials: Trials.Limits { Trials.Limits(trial: silence + heartbeat * 3) }

  public init(
    load: Duration = .seconds(10), heartbeat: Duration = .seconds(1), silence: Duration = .seconds(5),
    patience: Duration = .seconds(2), confinement: [String] = []
  ) {
    self.load = load
    self.heartbeat = heartbeat
    self.silence = silence
    self.patience = patience
    self.confinement = confinement
  }
}
