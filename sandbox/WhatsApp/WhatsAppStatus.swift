/// How far a message of the business has come.
enum WhatsAppStatus: String, Comparable, Sendable {
  case accepted
  case sent
  case delivered
  case read
  case failed

  private var rank: Int {
    switch self {
    case .accepted: 0
    case .sent: 1
    case .delivered: 2
    case .read: 3
    case .failed: 4
    }
  }

  static func < (left: WhatsAppStatus, right: WhatsAppStatus) -> Bool { left.rank < right.rank }
}
