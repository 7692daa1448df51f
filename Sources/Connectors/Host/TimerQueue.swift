import CConnectorABI

/// The timers of one instance, by the time they are due. A value without clock.
struct TimerQueue {
  /// What is called when a timer is due.
  struct Callback {
    var function: c4a_callback
    var user: UnsafeMutableRawPointer?
  }

  private struct Entry {
    var due: Int64
    var token: c4a_op
  }

  /// A heap with the earliest first. Aborted timers stay in it until they would have been due.
  private var heap: [Entry] = []
  private var callbacks: [c4a_op: Callback] = [:]

  var count: Int { callbacks.count }

  /// When the next one is due; maybe earlier than that, never later.
  var nextDue: Int64? { heap.first?.due }

  mutating func add(_ callback: Callback, token: c4a_op, due: Int64) {
    callbacks[token] = callback
    heap.append(Entry(due: due, token: token))
    var index = heap.count - 1
    while index > 0, precedes(index, (index - 1) / 2) {
      heap.swapAt(index, (index - 1) / 2)
      index = (index - 1) / 2
    }
  }

  /// Takes a timer out; nil when it has been called or aborted already.
  mutating func abort(_ token: c4a_op) -> Callback? {
    callbacks.removeValue(forKey: token)
  }

  /// Takes out the next one that is due at `now`, in the order they are due.
  mutating func popDue(at now: Int64) -> Callback? {
    while let first = heap.first, first.due <= now {
      removeFirst()
      if let callback = callbacks.removeValue(forKey: first.token) { return callback }
    }
    return nil
  }

  /// Takes out all, in the order they would have been due.
  mutating func popAll() -> [Callback] {
    var all: [Callback] = []
    while let callback = popDue(at: .max) { all.append(callback) }
    return all
  }

  private mutating func removeFirst() {
    heap.swapAt(0, heap.count - 1)
    heap.removeLast()
    var index = 0
    while true {
      var smallest = index
      for child in [2 * index + 1, 2 * index + 2] where child < heap.count && precedes(child, smallest) {
        smallest = child
      }
      if smallest == index { return }
      heap.swapAt(index, smallest)
      index = smallest
    }
  }

  /// Tokens grow, so timers of the same time fire in the order they were set.
  private func precedes(_ a: Int, _ b: Int) -> Bool {
    (heap[a].due, heap[a].token) < (heap[b].due, heap[b].token)
  }
}
