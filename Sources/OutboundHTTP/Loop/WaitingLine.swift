import DequeModule

/// Who may go next: first come, first served per place, places in turns, within the limits. A value, without I/O.
struct WaitingLine<Item> {
  /// Where requests go, and whose they are.
  struct Place: Hashable {
    /// Requests of one party together have a limit, so that none takes all places; nil is a party without one.
    var party: String?
    /// The host and port.
    var host: String
  }

  private struct Queue {
    var inFlight = 0
    var waiting = Deque<Item>()
    /// It stands in `ready`, or among those that wait for their party.
    var stands = false
  }

  private struct Party {
    var inFlight = 0
    /// Places that could go on if the party had not as many under way as it may.
    var held = Deque<Place>()
  }

  let maxInFlight: Int
  let maxPerHost: Int
  let maxPerParty: Int
  let maxQueued: Int
  let maxQueuedPerHost: Int

  private var queues: [Place: Queue] = [:]
  private var parties: [String: Party] = [:]
  /// Places with someone waiting and room for one more, in turns.
  private var ready = Deque<Place>()
  private(set) var inFlight = 0
  private(set) var queued = 0

  init(maxInFlight: Int, maxPerHost: Int, maxPerParty: Int = .max, maxQueued: Int, maxQueuedPerHost: Int) {
    self.maxInFlight = maxInFlight
    self.maxPerHost = maxPerHost
    self.maxPerParty = maxPerParty
    self.maxQueued = maxQueued
    self.maxQueuedPerHost = maxQueuedPerHost
  }

  /// Whether `next` has something.
  var hasNext: Bool { inFlight < maxInFlight && !ready.isEmpty }

  /// False when too many wait already.
  mutating func add(_ item: Item, to place: Place) -> Bool {
    // Who can go at once does not wait, so a queue of length 0 is one.
    let goesAtOnce =
      inFlight < maxInFlight && ready.isEmpty && (queues[place]?.inFlight ?? 0) < maxPerHost && !isFull(place.party)
    guard goesAtOnce || queued < maxQueued else { return false }
    guard goesAtOnce || (queues[place]?.waiting.count ?? 0) < maxQueuedPerHost else { return false }
    queues[place, default: Queue()].waiting.append(item)
    queued += 1
    line(up: place)
    return true
  }

  /// Takes the next one, which is in flight until `release`.
  mutating func next() -> Item? {
    while inFlight < maxInFlight, let place = ready.popFirst() {
      queues[place]?.stands = false
      // Others of its party may have gone since it began to stand here.
      guard !isFull(place.party) else {
        line(up: place)
        continue
      }
      guard let item = queues[place]?.waiting.popFirst() else { continue }
      queues[place]?.inFlight += 1
      inFlight += 1
      queued -= 1
      if let party = place.party { parties[party, default: Party()].inFlight += 1 }
      line(up: place)
      return item
    }
    return nil
  }

  /// Gives a place back.
  mutating func release(_ place: Place) {
    queues[place]?.inFlight -= 1
    inFlight -= 1
    if let party = place.party {
      parties[party]?.inFlight -= 1
      if let held = parties[party]?.held.popFirst() {
        queues[held]?.stands = false
        line(up: held)
      }
      forgetIfIdle(party)
    }
    line(up: place)
    forgetIfIdle(place)
  }

  /// Takes out those who wait in vain.
  mutating func remove(where isOver: (Item) -> Bool) -> [Item] {
    var removed: [Item] = []
    for place in Array(queues.keys) where queues[place]?.waiting.contains(where: isOver) == true {
      queues[place]?.waiting.removeAll { item in
        guard isOver(item) else { return false }
        removed.append(item)
        return true
      }
      if queues[place]?.waiting.isEmpty == true, queues[place]?.stands == true {
        queues[place]?.stands = false
        ready.removeAll { $0 == place }
        if let party = place.party { takeTurnAway(from: place, of: party) }
      }
      forgetIfIdle(place)
    }
    queued -= removed.count
    return removed
  }

  /// The turn that a party's place had may be that of the party's other places.
  private mutating func takeTurnAway(from place: Place, of party: String) {
    let held = parties[party]?.held ?? []
    parties[party]?.held.removeAll()
    for other in held where other != place {
      queues[other]?.stands = false
      line(up: other)
    }
    forgetIfIdle(party)
  }

  private func isFull(_ party: String?) -> Bool {
    party.map { (parties[$0]?.inFlight ?? 0) >= maxPerParty } ?? false
  }

  private mutating func line(up place: Place) {
    guard let queue = queues[place], !queue.stands, !queue.waiting.isEmpty, queue.inFlight < maxPerHost else { return }
    queues[place]?.stands = true
    if let party = place.party, isFull(party) {
      parties[party, default: Party()].held.append(place)
    } else {
      ready.append(place)
    }
  }

  private mutating func forgetIfIdle(_ place: Place) {
    guard let queue = queues[place], queue.inFlight == 0, queue.waiting.isEmpty else { return }
    queues[place] = nil
  }

  private mutating func forgetIfIdle(_ party: String) {
    guard let known = parties[party], known.inFlight == 0, known.held.isEmpty else { return }
    parties[party] = nil
  }
}
