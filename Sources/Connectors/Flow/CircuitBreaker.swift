/// Stops sending over an account whose platform, or connector, keeps failing.
///
/// Closed, it lets everything through and opens after `failureThreshold` failures in a row. Open, it refuses for
/// `openFor`. Then it is half open: one probe at a time goes through; its success closes the breaker, its failure opens
/// it again. A value without clock: the instants come from the caller.
public struct CircuitBreaker: Sendable {
  public typealias Instant = ContinuousClock.Instant

  /// When a breaker opens, and for how long.
  public struct Configuration: Sendable, Equatable {
    /// Failures in a row that open the breaker; at least 1.
    public var failureThreshold: Int
    public var openFor: Duration

    public init(failureThreshold: Int = 5, openFor: Duration = .seconds(60)) {
      self.failureThreshold = failureThreshold
      self.openFor = openFor
    }
  }

  /// What an attempt said about the other side.
  public enum Verdict: Sendable, Equatable {
    /// The other side works.
    case success
    case failure
    /// Nothing learnt: cancelled, paced, never handed over.
    case neutral
  }

  public enum State: String, Sendable, Equatable {
    case closed
    case open
    case halfOpen = "half_open"
  }

  /// An attempt that was let through; hand it back with its verdict.
  public struct Pass: Sendable, Equatable {
    fileprivate let epoch: UInt64
  }

  public enum Admission: Sendable, Equatable {
    case admitted(Pass)
    /// Nothing gets through for this long. Zero while a probe is out: ask again when it has ended.
    case refused(retryAfter: Duration)
  }

  private enum Phase: Sendable {
    case closed(failures: Int)
    case open(until: Instant)
    case halfOpen(probing: Bool)
  }

  public let configuration: Configuration
  private var phase = Phase.closed(failures: 0)
  /// Passes of an earlier phase no longer count: a slow failure from before must not close or open anything now.
  private var epoch: UInt64 = 0

  public init(_ configuration: Configuration = Configuration()) {
    self.configuration = configuration
  }

  /// Asks to make an attempt.
  public mutating func admit(at now: Instant) -> Admission {
    settle(at: now)
    switch phase {
    case .closed:
      return .admitted(Pass(epoch: epoch))
    case .open(let until):
      return .refused(retryAfter: now.duration(to: until))
    case .halfOpen(probing: true):
      return .refused(retryAfter: .zero)
    case .halfOpen(probing: false):
      phase = .halfOpen(probing: true)
      return .admitted(Pass(epoch: epoch))
    }
  }

  /// Reports how an admitted attempt ended; returns whether the state changed.
  @discardableResult
  public mutating func record(_ verdict: Verdict, of pass: Pass, at now: Instant) -> Bool {
    guard pass.epoch == epoch else { return false }
    switch (phase, verdict) {
    case (.closed, .success):
      phase = .closed(failures: 0)
      return false
    case (.closed(let failures), .failure):
      if failures + 1 < configuration.failureThreshold {
        phase = .closed(failures: failures + 1)
        return false
      }
      enter(.open(until: now.advanced(by: configuration.openFor)))
      return true
    case (.halfOpen, .success):
      enter(.closed(failures: 0))
      return true
    case (.halfOpen, .failure):
      enter(.open(until: now.advanced(by: configuration.openFor)))
      return true
    case (.halfOpen, .neutral):
      phase = .halfOpen(probing: false)
      return false
    case (.closed, .neutral), (.open, _):
      return false
    }
  }

  /// The state as an observer sees it at `now`.
  public func state(at now: Instant) -> State {
    switch phase {
    case .closed: .closed
    case .open(let until): now < until ? .open : .halfOpen
    case .halfOpen: .halfOpen
    }
  }

  private mutating func settle(at now: Instant) {
    if case .open(let until) = phase, now >= until { enter(.halfOpen(probing: false)) }
  }

  private mutating func enter(_ next: Phase) {
    epoch += 1
    phase = next
  }
}
