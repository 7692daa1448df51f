import DequeModule

/// Who may go next: first come, first served per host, hosts in turns, within the limits. A value, without I/O.
struct WaitingLine<Item> {
  private struct Host {
    var inFlight = 0
    var waiting = Deque<Item>()
    /// It stands in `ready`.
    var isReady = false
  }

  let maxInFlight: Int
  let maxPerHost: Int
  let maxQueued: Int
  let maxQueuedPerHost: Int

  private var hosts: [String: Host] = [:]
  /// Hosts with someone waiting and a place free, in turns.
  private var ready = Deque<String>()
  private(set) var inFlight = 0
  private(set) var queued = 0

  init(maxInFlight: Int, maxPerHost: Int, maxQueued: Int, maxQueuedPerHost: Int) {
    self.maxInFlight = maxInFlight
    self.maxPerHost = maxPerHost
    self.maxQueued = maxQueued
    self.maxQueuedPerHost = maxQueuedPerHost
  }

  /// Whether `next` has something.
  var hasNext: Bool { inFlight < maxInFlight && !ready.isEmpty }

  /// False when too many wait already.
  mutating func add(_ item: Item, host name: String) -> Bool {
    // Who can go at once does not wait, so a queue of length 0 is one.
    let goesAtOnce = inFlight < maxInFlight && ready.isEmpty && (hosts[name]?.inFlight ?? 0) < maxPerHost
    guard goesAtOnce || queued < maxQueued else { return false }
    guard goesAtOnce || (hosts[name]?.waiting.count ?? 0) < maxQueuedPerHost else { return false }
    hosts[name, default: Host()].waiting.append(item)
    queued += 1
    makeReady(name)
    return true
  }

  /// Takes the next one, which is in flight until `release`.
  mutating func next() -> Item? {
    guard inFlight < maxInFlight, let name = ready.popFirst() else { return nil }
    hosts[name]?.isReady = false
    guard let item = hosts[name]?.waiting.popFirst() else { return nil }
    hosts[name]?.inFlight += 1
    inFlight += 1
    queued -= 1
    makeReady(name)
    return item
  }

  /// Gives a place back.
  mutating func release(host name: String) {
    hosts[name]?.inFlight -= 1
    inFlight -= 1
    makeReady(name)
    forgetIfIdle(name)
  }

  /// Takes out those who wait in vain.
  mutating func remove(where isOver: (Item) -> Bool) -> [Item] {
    var removed: [Item] = []
    for name in Array(hosts.keys) where hosts[name]?.waiting.contains(where: isOver) == true {
      hosts[name]?.waiting.removeAll { item in
        guard isOver(item) else { return false }
        removed.append(item)
        return true
      }
      if hosts[name]?.waiting.isEmpty == true, hosts[name]?.isReady == true {
        hosts[name]?.isReady = false
        ready.removeAll { $0 == name }
      }
      forgetIfIdle(name)
    }
    queued -= removed.count
    return removed
  }

  private mutating func makeReady(_ name: String) {
    guard let host = hosts[name], !host.isReady, !host.waiting.isEmpty, host.inFlight < maxPerHost else { return }
    hosts[name]?.isReady = true
    ready.append(name)
  }

  private mutating func forgetIfIdle(_ name: String) {
    guard let host = hosts[name], host.inFlight == 0, host.waiting.isEmpty else { return }
    hosts[name] = nil
  }
}
