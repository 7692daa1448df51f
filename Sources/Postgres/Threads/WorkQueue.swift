/// The queue between callers and the threads that own connections.
final class WorkQueue<Element: QueuedWork>: Sendable {
  enum Take {
    case work([Element])
    /// Nothing came for a while: time to look after the connection.
    case nothing
    case finish
  }

  private let monitor: Monitor<WorkQueueState<Element>>

  /// - Parameter crowd: How many elements have to wait before a worker begins while another one is at work.
  init(capacity: Int, crowd: Int = 1) {
    monitor = Monitor(WorkQueueState(capacity: capacity, crowd: crowd))
  }

  var isConnected: Bool { monitor.withLock { $0.connected > 0 } }

  var count: Int { monitor.withLock { $0.elements.count } }

  /// Adds an element; a refused one is failed on the calling thread.
  func add(_ element: Element) {
    let (refusal, wakes) = monitor.withLock { state in (state.add(element), state.wakesWorker()) }
    if wakes { monitor.signal(.work) }
    if let refusal { element.fail(with: refusal) }
  }

  func remove(where isWanted: (Element) -> Bool) {
    monitor.withLock { $0.remove(where: isWanted) }
  }

  /// Lets the workers finish what is queued, and end.
  func drain() {
    monitor.withLock { $0.drain() }
    wakeEverybody()
  }

  /// Fails what is queued and lets the workers end after what they have in hand.
  func abort() {
    let left = monitor.withLock { $0.abort() }
    wakeEverybody()
    for element in left { element.fail(with: PostgresError(.closed, "shut down")) }
  }

  // MARK: For workers

  /// Waits until it is this worker's turn to connect, or until it is done.
  func awaitTurn() -> WorkQueueState<Element>.Turn {
    monitor.wait(for: .change) { state in
      switch state.turn(now: .now) {
      case .wait(let deadline): .wait(until: deadline)
      case let turn: .done(turn)
      }
    }
  }

  func didConnect(asScout: Bool) {
    monitor.withLock { $0.didConnect(asScout: asScout) }
    monitor.broadcast(.change)
  }

  func didFailToConnect(_ error: PostgresError, asScout: Bool) {
    let left = monitor.withLock { $0.didFailToConnect(error, asScout: asScout, now: .now) }
    monitor.broadcast(.change)
    for element in left { element.fail(with: error) }
  }

  func didDisconnect() {
    monitor.withLock { $0.didDisconnect() }
    wakeEverybody()
  }

  func putBack(_ elements: [Element]) {
    monitor.withLock { $0.putBack(elements) }
  }

  /// Says that the elements last taken are done with, or put back.
  func finished() {
    monitor.withLock { $0.finished() }
  }

  /// Takes what waits, `limit` elements at most, waiting for `patience` when there is nothing.
  ///
  /// The worker that takes something calls `finished` afterwards.
  func take(limit: Int, patience: Duration) -> Take {
    let deadline = ContinuousClock.now + patience
    var slept = false
    let (take, wakes): (Take, Bool) = monitor.wait(for: .work) { state in
      if slept {
        state.awake()
        slept = false
      }
      if state.hasWork {
        let elements = state.take(limit: limit)
        return .done((.work(elements), state.wakesWorker()))
      }
      if state.phase != .open { return .done((.finish, false)) }
      if ContinuousClock.now >= deadline { return .done((.nothing, false)) }
      state.fallAsleep()
      slept = true
      return .wait(until: deadline)
    }
    if wakes { monitor.signal(.work) }
    return take
  }

  private func wakeEverybody() {
    monitor.broadcast(.work)
    monitor.broadcast(.change)
  }
}
