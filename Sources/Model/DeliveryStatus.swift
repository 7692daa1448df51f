/// How far a message has got towards one recipient over one channel account.
///
/// `pending < sent < delivered < read` is a lattice: a status only ever rises. `failed` can follow pending and sent
/// alone. `waiting` and `skipped` belong to the strategy `first_success`: not yet begun, and no longer needed.
/// The raw values are stored; they never change.
public enum DeliveryStatus: Int16, Sendable, Hashable, CaseIterable {
  /// To be handed to the channel.
  case pending = 0
  /// Accepted by the channel's platform; for `internal`, stored for the recipient.
  case sent = 1
  /// On the recipient's device.
  case delivered = 2
  case read = 3
  /// Given up; the delivery's detail says why.
  case failed = 4
  /// Begins when the channel before it fails or passes its deadline.
  case waiting = 5
  /// Another channel succeeded first, the message was deleted before it went out, or there is nothing to be sent.
  case skipped = 6

  /// The spelling in the API.
  public var name: String {
    switch self {
    case .pending: "pending"
    case .sent: "sent"
    case .delivered: "delivered"
    case .read: "read"
    case .failed: "failed"
    case .waiting: "waiting"
    case .skipped: "skipped"
    }
  }

  public init?(name: String) {
    guard let status = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = status
  }

  /// Whether nothing more can happen.
  public var isFinal: Bool { self == .read || self == .failed || self == .skipped }

  /// Whether a delivery may go from this status to `next`.
  public func canAdvance(to next: DeliveryStatus) -> Bool {
    switch (self, next) {
    case (.waiting, .pending), (.waiting, .skipped): true
    case (.pending, .skipped): true
    case (.pending, .sent), (.pending, .delivered), (.pending, .read), (.pending, .failed): true
    case (.sent, .delivered), (.sent, .read), (.sent, .failed): true
    case (.delivered, .read): true
    default: false
    }
  }
}
