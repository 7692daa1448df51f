import DequeModule
import Model

/// The platforms' names of what was sent last, so that most receipts find their delivery without asking the database.
/// Bounded: the oldest is forgotten first, and its receipts take the way over the inbox.
struct RecentSends {
  struct Name: Hashable {
    var account: String
    var externalMessageID: String
  }

  static let capacity = 20_000

  private var deliveries: [Name: (key: DeliveryKey, partition: Int16)] = [:]
  private var names: [DeliveryKey: (first: String, more: [String])] = [:]
  private var order: Deque<Name> = []

  subscript(name: Name) -> (key: DeliveryKey, partition: Int16)? { deliveries[name] }

  /// The platform's name of what was sent for a delivery.
  func name(of delivery: DeliveryKey) -> String? { names[delivery]?.first }

  /// Its names of the second and later parts; nil where nothing was sent lately.
  func parts(of delivery: DeliveryKey) -> [String]? { names[delivery]?.more }

  mutating func insert(_ answer: SendAnswer) {
    guard let id = answer.result.remoteID, !id.isEmpty, answer.isMessage else { return }
    let name = Name(account: answer.item.delivery.account, externalMessageID: id)
    if deliveries.updateValue((key: answer.key, partition: answer.item.partition), forKey: name) == nil {
      order.append(name)
    }
    names[answer.key] = (first: id, more: answer.result.moreRemoteIDs)
    while order.count > Self.capacity { forget(order.removeFirst()) }
  }

  /// Forgets what belongs to a partition that was given up: its new owner is told over the inbox.
  mutating func remove(partition: Int16) {
    for (name, delivery) in deliveries where delivery.partition == partition { forget(name) }
    order.removeAll { deliveries[$0] == nil }
  }

  private mutating func forget(_ name: Name) {
    guard let delivery = deliveries.removeValue(forKey: name) else { return }
    names[delivery.key] = nil
  }
}
