import Connectors

/// Which channel accounts are down, as far as it was told: a value that turns what is seen into news.
struct ChannelLog {
  /// Why nothing goes out over an account. The spelling is part of the API.
  enum Reason: String, Sendable, Hashable {
    case breakerOpen = "breaker_open"
    case paused
    case failed
    case hung
  }

  enum News: Sendable, Hashable {
    case down(Reason)
    case up
  }

  private var down: [String: Reason] = [:]

  /// What there is to tell; nil where nothing has changed, or where nobody knows.
  func news(of account: String, health: ConnectorHealth.Status, breaker: CircuitBreaker.State) -> News? {
    let reason: Reason?
    switch health {
    case .starting, .stopped: return nil
    case .paused: reason = .paused
    case .failed: reason = .failed
    case .hung: reason = .hung
    // Half open is down: one send is tried, and nobody knows yet.
    case .ok, .degraded: reason = breaker == .closed ? nil : .breakerOpen
    }
    switch (down[account], reason) {
    case (nil, let reason?): return .down(reason)
    case (_?, nil): return .up
    // Another reason for the same is no news.
    case (_?, _?), (nil, nil): return nil
    }
  }

  /// Forgets accounts that are no more.
  mutating func keep(_ accounts: Set<String>) {
    down = down.filter { accounts.contains($0.key) }
  }

  /// It has been told.
  mutating func told(_ news: News, of account: String) {
    switch news {
    case .down(let reason): down[account] = reason
    case .up: down[account] = nil
    }
  }
}
