import Connectors
import Model
import Store

/// Sorts what connectors report: receipts of what this node has just sent are written down with the owner's next
/// batch, everything else takes the way over the intake.
///
/// A receipt may come in before the answer of its own send. While its account has sends under way it is kept here for
/// ``patience``; after that the intake parks it.
struct ReceiptDesk {
  static let patience = Duration.milliseconds(500)
  /// Receipts kept here at once.
  static let capacity = 20_000

  private struct Early {
    var event: ConnectorEvent
    var since: ContinuousClock.Instant
  }

  private var recent = RecentSends()
  private var early: [Early] = []
  /// To be written down with the next batch.
  private(set) var receipts: [SendReceipt] = []
  private var nextNumber: UInt64 = 0
  /// Receipts that have come to their ends here, by account.
  private var settled: [String: Int] = [:]
  /// To be handed to the intake.
  private var others: [ConnectorEvent] = []

  var hasEarly: Bool { !early.isEmpty }

  /// The platform's name of what was sent lately for a delivery.
  func name(of delivery: DeliveryKey) -> String? { recent.name(of: delivery) }

  /// The platform's names of the second and later parts of what was sent lately for a delivery; nil where it was not.
  func parts(of quote: Quote?) -> [String]? {
    guard case .delivery(let key)? = quote else { return nil }
    return recent.parts(of: key)
  }

  mutating func add(
    answers: [SendAnswer], events: [ConnectorEvent], now: ContinuousClock.Instant,
    hasSendsUnderWay: (String) -> Bool
  ) {
    for answer in answers { recent.insert(answer) }
    let waiting = early
    early.removeAll(keepingCapacity: true)
    for item in waiting { sort(item.event, since: item.since, now: now, hasSendsUnderWay) }
    for event in events { sort(event, since: now, now: now, hasSendsUnderWay) }
  }

  private mutating func sort(
    _ event: ConnectorEvent, since: ContinuousClock.Instant, now: ContinuousClock.Instant,
    _ hasSendsUnderWay: (String) -> Bool
  ) {
    guard let receipt = ReceiptStore.Receipt(event) else {
      others.append(event)
      return
    }
    let name = RecentSends.Name(account: receipt.account, externalMessageID: receipt.externalMessageID)
    if let sent = recent[name] {
      receipts.append(
        SendReceipt(
          number: nextNumber, account: receipt.account, key: sent.key, partition: sent.partition,
          status: receipt.status,
          occurredAt: receipt.occurredAt,
          detail: receipt.detail))
      nextNumber += 1
    } else if now - since < Self.patience, early.count < Self.capacity, hasSendsUnderWay(receipt.account) {
      early.append(Early(event: event, since: since))
    } else {
      others.append(event)
    }
  }

  /// These have been written down.
  mutating func written(_ done: [SendReceipt]) {
    let numbers = Set(done.map(\.number))
    forget { numbers.contains($0.number) }
  }

  private mutating func forget(where isOver: (SendReceipt) -> Bool) {
    for receipt in receipts where isOver(receipt) { settled[receipt.account, default: 0] += 1 }
    receipts.removeAll(where: isOver)
  }

  /// How many receipts have come to their ends here since the last call, by account.
  mutating func takeSettled() -> [String: Int] {
    defer { settled = [:] }
    return settled
  }

  mutating func takeOthers() -> [ConnectorEvent] {
    defer { others = [] }
    return others
  }

  /// Everything that is left, for the intake, when nothing is written down here any more.
  mutating func takeAll() -> [ConnectorEvent] {
    defer { early = [] }
    return takeOthers() + early.map(\.event)
  }

  mutating func remove(partition: Int16) {
    recent.remove(partition: partition)
    forget { $0.partition == partition }
  }
}
