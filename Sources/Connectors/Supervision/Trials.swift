/// When suspects are tried, one after the other and each alone: a value, without clock. See `Suspicion`.
///
/// A trial begins when nothing else is under way, which is waited for only so long; it is over when its operation is, or
/// when nothing has happened for long enough. While others wait, trials take at most half of the time.
struct Trials {
  struct Limits: Equatable {
    /// For what is under way to end; then the suspect is tried beside it.
    var clearing = Duration.seconds(2)
    /// For the tried one to end; long enough for a process that has fallen silent to be noticed.
    var trial: Duration
  }

  enum Step: Equatable {
    /// Everything goes as usual.
    case pass
    /// Nothing is handed over for the moment.
    case hold
    /// It is a suspect's turn.
    case tryNext
  }

  private enum Phase: Equatable {
    case idle
    case clearing(since: Int64)
    case trying(since: Int64, began: Int64)
  }

  let limits: Limits
  private var phase = Phase.idle
  /// No trial before then while others wait.
  private var restUntil = Int64.min

  init(_ limits: Limits) {
    self.limits = limits
  }

  /// Whether time alone may bring the next step.
  var isActive: Bool { phase != .idle }

  /// - Parameters:
  ///   - now: In microseconds, as all times here.
  ///   - suspects: Whether suspects wait.
  ///   - others: Whether anybody else waits.
  ///   - underWay: What the process has.
  mutating func step(at now: Int64, suspects: Bool, others: Bool, underWay: Int) -> Step {
    switch phase {
    case .trying: return .hold
    case .idle:
      guard suspects, now >= restUntil || (!others && underWay == 0) else { return .pass }
      phase = .clearing(since: now)
    case .clearing: break
    }
    guard case .clearing(let since) = phase else { return .hold }
    guard suspects else {
      phase = .idle
      return .pass
    }
    guard underWay == 0 || now &- since >= limits.clearing.microseconds else { return .hold }
    phase = .trying(since: now, began: since)
    return .tryNext
  }

  /// Whether the trial has lasted long enough.
  func isOverdue(at now: Int64) -> Bool {
    guard case .trying(let since, _) = phase else { return false }
    return now &- since >= limits.trial.microseconds
  }

  /// The trial is over.
  mutating func ended(at now: Int64) {
    guard case .trying(_, let began) = phase else { return }
    phase = .idle
    restUntil = now &+ max(0, now &- began)
  }

  /// The process is gone, and with it all that was under way.
  mutating func processEnded() {
    phase = .idle
    restUntil = .min
  }
}
