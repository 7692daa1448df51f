import DequeModule
import Model
import Store

/// Deliveries as this owner wrote them last, so that most answers and receipts are decided without asking the database.
///
/// They are what the database holds, since nobody but the owner of a partition changes its deliveries, and only while
/// its epoch lasts. Where it is not certain what was committed, everything has to be forgotten. Bounded: the oldest is
/// forgotten first, and read again when it is needed.
struct RecentDeliveries {
  static let capacity = 8_192

  private var deliveries: [DeliveryKey: OwnedDelivery] = [:]
  /// In the order in which they came; some may be forgotten already.
  private var order: Deque<DeliveryKey> = []

  subscript(key: DeliveryKey) -> OwnedDelivery? { deliveries[key] }

  /// Takes over how a delivery stands now that it is committed. Not kept are those of which no more is expected, and those
  /// whose outcome concerns others of their message, which have to be read with them.
  mutating func keep(_ owned: OwnedDelivery) {
    let key = owned.delivery.key
    guard owned.delivery.deadlineSeconds == nil, [.pending, .sent, .delivered].contains(owned.delivery.status) else {
      deliveries[key] = nil
      return
    }
    guard deliveries.updateValue(owned, forKey: key) == nil else { return }
    order.append(key)
    while order.count > Self.capacity { deliveries[order.removeFirst()] = nil }
  }

  mutating func remove(partition: Int16) {
    deliveries = deliveries.filter { $0.value.partition != partition }
    order.removeAll { deliveries[$0] == nil }
  }

  mutating func removeAll() {
    deliveries = [:]
    order = []
  }
}
