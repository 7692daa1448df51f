/// How long the host waits for a connector.
public struct CallLimits: Sendable, Equatable {
  /// Slower calls are logged and counted.
  public var soft: Duration
  /// A call that takes longer counts as hung.
  public var hard: Duration
  /// For connect and health to complete.
  public var completion: Duration
  /// Between two health checks.
  public var healthInterval: Duration

  public init(
    soft: Duration = .milliseconds(50), hard: Duration = .seconds(5), completion: Duration = .seconds(30),
    healthInterval: Duration = .seconds(30)
  ) {
    self.soft = soft
    self.hard = hard
    self.completion = completion
    self.healthInterval = healthInterval
  }
}
