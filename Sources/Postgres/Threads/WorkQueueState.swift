import DequeModule

/// The bounded queue in front of a group of connections, and what the group knows about the server: plain values.
///
/// While no worker is connected, only one of them (the scout) tries to connect, so that a server that comes back is not met
/// by a herd, and so that one failed attempt is enough to fail everybody who waits.
struct WorkQueueState<Element: Sendable>: Sendable {
  enum Phase { case open, draining, aborted }

  enum Turn: Equatable {
    case connect(asScout: Bool)
    case wait(until: ContinuousClock.Instant?)
    case finish
  }

  let capacity: Int
  /// How many elements have to wait before a worker begins while another one is at work.
  let crowd: Int
  private(set) var elements = Deque<Element>()
  private(set) var phase = Phase.open
  private(set) var connected = 0
  /// Why the server is away; nil while that is not known.
  private(set) var failure: PostgresError?
  private var isScouting = false
  private var retryAt: ContinuousClock.Instant?
  private var backoff: Backoff
  /// Connected workers asleep, and how many of them have been signalled and not woken up yet.
  private var asleep = 0
  private var signalled = 0
  /// Workers that have something in hand.
  private var busy = 0

  init(capacity: Int, crowd: Int = 1, backoff: Backoff = Backoff()) {
    self.capacity = capacity
    self.crowd = crowd
    self.backoff = backoff
  }

  /// Takes an element in, or says why not.
  mutating func add(_ element: Element) -> PostgresError? {
    guard phase == .open else { return PostgresError(.closed, "shutting down") }
    if connected == 0, let failure { return failure }
    guard elements.count < capacity else { return PostgresError(.overloaded, "\(capacity) are waiting already") }
    elements.append(element)
    return nil
  }

  /// Whether a sleeping worker has to be signalled for new elements; each is signalled once.
  mutating func wakesWorker() -> Bool {
    guard hasWork, signalled < asleep else { return false }
    signalled += 1
    return true
  }

  /// Whether there is something to take for a worker that is free.
  var hasWork: Bool { !elements.isEmpty && (busy == 0 || elements.count >= crowd || phase != .open) }

  /// What a worker has in hand from now on, until `finished`.
  mutating func take(limit: Int) -> [Element] {
    busy += 1
    return removeFirst(limit)
  }

  mutating func finished() { busy -= 1 }

  private mutating func takeAll() -> [Element] { removeFirst(elements.count) }

  private mutating func removeFirst(_ limit: Int) -> [Element] {
    let count = min(limit, elements.count)
    let taken = Array(elements.prefix(count))
    elements.removeFirst(count)
    return taken
  }

  /// Puts unfinished elements back to the front, past the capacity if need be: they were admitted once.
  mutating func putBack(_ returned: [Element]) { elements.prepend(contentsOf: returned) }

  mutating func remove(where isWanted: (Element) -> Bool) {
    if let index = elements.firstIndex(where: isWanted) { elements.remove(at: index) }
  }

  mutating func fallAsleep() { asleep += 1 }

  mutating func awake() {
    asleep -= 1
    signalled = 0
  }

  /// What a worker without a connection has to do.
  mutating func turn(now: ContinuousClock.Instant) -> Turn {
    switch phase {
    case .aborted: return .finish
    case .draining where elements.isEmpty || connected > 0: return .finish
    default: break
    }
    if connected == 0, isScouting { return .wait(until: nil) }
    if phase == .open, let retryAt, now < retryAt { return .wait(until: retryAt) }
    let asScout = connected == 0
    if asScout { isScouting = true }
    return .connect(asScout: asScout)
  }

  mutating func didConnect(asScout: Bool) {
    if asScout { isScouting = false }
    connected += 1
    failure = nil
    retryAt = nil
    backoff.reset()
  }

  /// - Returns: Elements that nobody can serve now.
  mutating func didFailToConnect(_ error: PostgresError, asScout: Bool, now: ContinuousClock.Instant) -> [Element] {
    if asScout { isScouting = false }
    retryAt = now + backoff.next()
    guard connected == 0, !isScouting else { return [] }
    failure = error
    return takeAll()
  }

  mutating func didDisconnect() { connected -= 1 }

  mutating func drain() {
    if phase == .open { phase = .draining }
  }

  mutating func abort() -> [Element] {
    phase = .aborted
    return takeAll()
  }
}
