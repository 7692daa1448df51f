import Model
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// Notices that callers bring more than can be stored at once, while everything else is done beside it.
///
/// Many are in the writers' hands all the time then. What counts is how many are being stored at a moment, averaged over
/// time. Batches say less: they vary, and a free writer begins with the first who comes, whatever crowd comes behind. A
/// burst is stored soon and then forgotten.
///
/// A stream of its own pace may look like that as well, on a machine that is busy with what it brings. So a rush is
/// called off where giving way to it has won nothing: what does not come faster then has to be carried as it is.
public final class RushGauge: Sendable {
  /// A rush begins when this many are being stored on the average.
  static let crowd = 24.0
  /// It ends when so few are. While others give way, much is stored by few hands.
  static let handful = 9.0
  /// The time over which is averaged: what lies so far back counts a third.
  static let memory = Duration.milliseconds(200)
  /// How long they have to be so many.
  static let patience = Duration.milliseconds(200)
  /// After that time a rush has to have shown that more is stored than before it, and how much more.
  static let trial = Duration.milliseconds(800)
  static let gain = 1.2
  /// What lasts longer is no rush but what has to be carried: who gave way to it for ever would fall behind for ever.
  static let longest = Duration.seconds(20)
  /// How long there is none after one that lasted too long or won nothing, unless there is a pause.
  static let respite = Duration.seconds(30)

  private enum Phase {
    case calm
    /// Many are being stored since then.
    case crowded(Spell)
    /// Others give way since then; how many were stored in a second before.
    case rushed(Spell, before: Double)
    /// Nobody gives way until then.
    case respite(until: ContinuousClock.Instant)
  }

  /// Some time, and what was stored in it.
  private struct Spell {
    var began: ContinuousClock.Instant
    var stored = 0

    func duration(at now: ContinuousClock.Instant) -> Duration { began.duration(to: now) }
    /// Stored in a second.
    func rate(at now: ContinuousClock.Instant) -> Double { Double(stored) / duration(at: now).seconds }
  }

  private struct State {
    /// What is being stored at this moment, in all batches.
    var underWay = 0
    var average = 0.0
    /// Until when the average is known.
    var updatedAt: ContinuousClock.Instant?
    var phase = Phase.calm

    mutating func advance(to now: ContinuousClock.Instant) {
      defer { updatedAt = max(now, updatedAt ?? now) }
      guard let updatedAt, now > updatedAt else { return }
      let left = exp(-updatedAt.duration(to: now).seconds / RushGauge.memory.seconds)
      average = Double(underWay) + (average - Double(underWay)) * left
      phase = next(at: now)
    }

    mutating func stored(_ callers: Int) {
      switch phase {
      case .crowded(var spell):
        spell.stored += callers
        phase = .crowded(spell)
      case .rushed(var spell, let before):
        spell.stored += callers
        phase = .rushed(spell, before: before)
      case .calm, .respite: break
      }
    }

    private func next(at now: ContinuousClock.Instant) -> Phase {
      switch phase {
      case .calm:
        return average >= RushGauge.crowd ? .crowded(Spell(began: now)) : .calm
      case .crowded(let spell):
        guard average >= RushGauge.crowd / 2 else { return .calm }
        guard average >= RushGauge.crowd, spell.duration(at: now) >= RushGauge.patience else { return phase }
        return .rushed(Spell(began: now), before: spell.rate(at: now))
      case .rushed(let spell, let before):
        guard average >= RushGauge.handful else { return .calm }
        let duration = spell.duration(at: now)
        let isInVain = duration >= RushGauge.trial && spell.rate(at: now) < before * RushGauge.gain
        return isInVain || duration >= RushGauge.longest ? .respite(until: now + RushGauge.respite) : phase
      case .respite(let until):
        return now >= until || average < 1 ? .calm : phase
      }
    }
  }

  private let state = Mutex(State())

  public init() {}

  /// Stores a batch for which so many callers wait. Where nobody waits, it does not count.
  public func storing<Result>(_ callers: Int, _ store: () throws -> Result) rethrows -> Result {
    guard callers > 0 else { return try store() }
    begin(callers)
    defer { end(callers) }
    return try store()
  }

  /// Says that so many more are being stored from now on.
  func begin(_ callers: Int, at now: ContinuousClock.Instant = .now) {
    state.withLock { state in
      state.advance(to: now)
      state.underWay += callers
    }
  }

  /// Says that so many are stored.
  func end(_ callers: Int, at now: ContinuousClock.Instant = .now) {
    state.withLock { state in
      state.advance(to: now)
      state.underWay -= callers
      state.stored(callers)
    }
  }

  /// Whether more arrives at present than can be stored at once, so that it helps to give way.
  public var isRushed: Bool { isRushed(at: .now) }

  func isRushed(at now: ContinuousClock.Instant) -> Bool {
    state.withLock { state in
      state.advance(to: now)
      if case .rushed = state.phase { return true }
      return false
    }
  }
}
