import DequeModule

/// The events of one conversation on their way to one endpoint, one in flight at a time.
struct WebhookLane: Sendable {
  enum State: Sendable, Hashable {
    /// Waits for its turn.
    case ready
    /// Its first event is in flight.
    case flying
    /// Its first event has failed and waits for its next attempt.
    case held
  }

  var queue: Deque<EventKey>
  var state: State
}
