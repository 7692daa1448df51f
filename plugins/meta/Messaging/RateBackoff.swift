import ConnectorSDK
import Synchronization

/// How long to leave an account alone where Meta does not say: 1, 2, 4, 8, then 15 minutes, while it goes on refusing.
final class RateBackoff: Sendable {
  private static let minutes = [1, 2, 4, 8, 15]

  private let refusals = Mutex(0)

  /// The same error, with the time to wait.
  func judge(_ error: ConnectorError) -> ConnectorError {
    guard error.code == .rateLimited else { return error }
    let before = refusals.withLock { refusals in
      defer { refusals += 1 }
      return refusals
    }
    guard error.retryAfter == nil else { return error }
    var error = error
    error.retryAfter = .seconds(60 * Self.minutes[min(before, Self.minutes.count - 1)])
    return error
  }

  func accepted() {
    refusals.withLock { refusals in
      if refusals != 0 { refusals = 0 }
    }
  }
}
