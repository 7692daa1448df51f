public import Model

/// The turns of one recipient's deliveries of a `first_success` message: when the next one begins, and when the rest
/// is no longer needed.
public struct Succession: Sendable {
  /// What follows from the state of a recipient's deliveries.
  public struct Step: Sendable, Hashable {
    /// Begins now.
    public var begin: [Int16] = []
    /// Not needed any more.
    public var skip: [Int16] = []
    /// Has had its turn: its deadline means nothing any more.
    public var endTurn: [Int16] = []

    public init() {}
  }

  /// - Parameters:
  ///   - deliveries: Of one recipient, in the order of their ordinals.
  ///   - reportsDelivery: Whether an account tells when a message has arrived.
  public static func step(
    _ deliveries: [Delivery], at now: Timestamp, reportsDelivery: (String) -> Bool
  ) -> Step {
    var step = Step()
    let waiting = deliveries.filter { $0.status == .waiting }
    guard let next = waiting.first else {
      step.endTurn = deliveries.filter { $0.fallbackAt != nil }.map(\.key.ordinal)
      return step
    }
    let succeeded = deliveries.contains { delivery in
      switch delivery.status {
      case .delivered, .read: true
      case .sent: !reportsDelivery(delivery.account)
      default: false
      }
    }
    if succeeded {
      step.skip = waiting.map(\.key.ordinal)
      step.endTurn = deliveries.filter { $0.fallbackAt != nil }.map(\.key.ordinal)
      return step
    }
    let underWay = deliveries.filter { ($0.status == .pending || $0.status == .sent) && $0.fallbackAt != nil }
    let inTime = underWay.contains { $0.fallbackAt! > now }
    if !inTime {
      step.begin = [next.key.ordinal]
      step.endTurn = underWay.map(\.key.ordinal)
    }
    return step
  }
}
