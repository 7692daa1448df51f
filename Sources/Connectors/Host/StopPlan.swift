/// How an instance comes to its end, step by step, each no later than its time.
struct StopPlan {
  enum Step {
    /// What the connector is working on may still end well.
    case draining
    /// It was asked to give up the rest.
    case cancelling
    case disconnecting
    case finishing
  }

  var step = Step.draining
  let cancelAt: Int64
  let disconnectAt: Int64
  let endAt: Int64
  /// Told when it is over.
  var ended: [@Sendable () -> Void]

  /// Half of the time for what is under way, a quarter to give it up, a quarter to disconnect.
  init(now: Int64, within microseconds: Int64, ended: @escaping @Sendable () -> Void) {
    let time = max(0, microseconds)
    cancelAt = now &+ time / 2
    disconnectAt = now &+ time / 4 * 3
    endAt = now &+ time
    self.ended = [ended]
  }

  /// When the current step is over even if not everything has happened.
  var nextStepAt: Int64 {
    switch step {
    case .draining: cancelAt
    case .cancelling: disconnectAt
    case .disconnecting, .finishing: endAt
    }
  }
}
