import ConnectorSDK
import Synchronization

/// How long to leave one recipient alone: 1, 4, 16, 64 seconds and so on, while WhatsApp goes on refusing.
final class PairLimits: Sendable {
  /// Recipients that are remembered; beyond that all are forgotten, and the waiting begins anew.
  private static let remembered = 10_000
  private static let longestWait = 1_024

  private struct State {
    var refusals: [String: Int] = [:]
    var news: Set<String> = []
  }

  private let state = Mutex(State())

  /// The same error, with the time to wait where WhatsApp leaves that to us.
  func judge(_ error: ConnectorError, recipient: String) -> ConnectorError {
    guard error.code == .rateLimited, error.scope == .chat, error.retryAfter == nil else { return error }
    let seconds = state.withLock { state in
      if state.refusals.count >= Self.remembered { state.refusals = [:] }
      let before = state.refusals[recipient, default: 0]
      state.refusals[recipient] = before + 1
      return min(1 << (2 * min(before, 10)), Self.longestWait)
    }
    var error = error
    error.retryAfter = .seconds(seconds)
    return error
  }

  func accepted(_ recipient: String) {
    state.withLock { state in
      if !state.refusals.isEmpty { state.refusals[recipient] = nil }
    }
  }

  /// Whether this has not been said before, as far as is remembered.
  func isNews(_ id: String) -> Bool {
    state.withLock { state in
      if state.news.count >= Self.remembered { state.news = [] }
      return state.news.insert(id).inserted
    }
  }
}
