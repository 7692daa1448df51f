/// What goes wrong.
enum FaultKind: String, CaseIterable, Sendable {
  // A call to a platform, or to a receiver.
  case rateLimit = "rate_limit"
  case status
  case error
  case delay
  case hang
  case drop
  case lostAnswer = "lost_answer"
  case failedStatus = "failed_status"
  case redirect
  case trickle
  case endless
  case garbage
  // A callback of a platform.
  case duplicate
  case late
  case shuffle

  /// Whether it makes sense there.
  func applies(to target: FaultTarget) -> Bool {
    switch self {
    case .status, .delay, .hang, .drop, .lostAnswer: true
    case .rateLimit, .error, .duplicate, .late, .shuffle: target != .receiver
    case .failedStatus: target == .whatsapp
    case .redirect, .trickle, .endless, .garbage: target == .receiver
    }
  }

  /// Whether it befalls callbacks on their way out, not calls that come in.
  var isOfCallbacks: Bool { [.duplicate, .late, .shuffle].contains(self) }
}
