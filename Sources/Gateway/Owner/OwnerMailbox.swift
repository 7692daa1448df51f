public import Connectors
import Inbox
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// What other threads have for the owner. Bounded by what feeds it: answers by the sends in flight, events by
/// ``EventShares``, leases by the number of partitions.
public final class OwnerMailbox: Sendable {
  struct Mail {
    var leases: [LeaseChange] = []
    var answers: [SendAnswer] = []
    var events: [ConnectorEvent] = []
    /// What came of the job at the database.
    var report: Result<OwnerJob.Report, OwnerJob.Failure>?
    var hasInbox = false
    /// The channel accounts are others than before.
    var hasAccounts = false
    var isStopping = false
    /// Nobody will take events any more.
    var isClosed = false
  }

  /// Mail, and what stays when it is taken.
  private struct Box {
    var mail = Mail()
    /// Whether the owner would do something about the inbox now.
    var listensToInbox = true
    var shares = EventShares()
    /// Events that could not be stored, to be tried again.
    var returned: [ConnectorEvent] = []
  }

  let signal = WakeSignal()
  private let box = Mutex(Box())

  public init() {}

  /// Takes over what connectors report; while too much of the account's is on its way, the calling thread waits, and with
  /// it the connector.
  public func deliver(_ events: [ConnectorEvent]) {
    while !put(events) {
      if box.withLock({ $0.mail.isClosed }) { return }
      // A thread of the connector's own, and no other way to tell it to wait.
      usleep(5000)
    }
  }

  /// Everything since the last call.
  func take() -> Mail {
    box.withLock { box in
      let taken = box.mail
      box.mail = Mail(isStopping: taken.isStopping, isClosed: taken.isClosed)
      return taken
    }
  }

  func put(_ changes: [LeaseChange]) {
    box.withLock { $0.mail.leases += changes }
    signal.wake()
  }

  func put(_ answer: SendAnswer) {
    box.withLock { $0.mail.answers.append(answer) }
    signal.wake()
  }

  func put(_ report: Result<OwnerJob.Report, OwnerJob.Failure>) {
    box.withLock { $0.mail.report = report }
    signal.wake()
  }

  // MARK: Events of connectors

  /// - Returns: False where too many are on their way already; nothing was taken then.
  func put(_ events: [ConnectorEvent]) -> Bool {
    let fits = box.withLock { box in
      guard box.shares.enter(events) else { return false }
      box.mail.events += events
      return true
    }
    if fits { signal.wake() }
    return fits
  }

  /// Keeps an event that could not be stored, until it is asked for; it is still on its way. False where nobody will ask.
  func giveBack(_ event: ConnectorEvent) -> Bool {
    box.withLock { box in
      guard !box.mail.isClosed else { return false }
      box.returned.append(event)
      return true
    }
  }

  /// Those that are to be tried again.
  func takeReturned() -> [ConnectorEvent] {
    box.withLock { box in
      defer { box.returned = [] }
      return box.returned
    }
  }

  /// An event has come to its end.
  func settle(_ event: ConnectorEvent) {
    let isReceipt = event.kind.isReceipt
    box.withLock { $0.shares.leave(event.account, receipts: isReceipt ? 1 : 0, others: isReceipt ? 0 : 1) }
  }

  /// Receipts have come to their ends; by account.
  func settle(receipts: [String: Int]) {
    guard !receipts.isEmpty else { return }
    box.withLock { box in
      for (account, count) in receipts { box.shares.leave(account, receipts: count) }
    }
  }

  // MARK: Signs

  /// There may be something in the inbox.
  func inboxChanged() {
    let isHeard = box.withLock { box in
      box.mail.hasInbox = true
      return box.listensToInbox
    }
    if isHeard { signal.wake() }
  }

  /// Whether the owner is to be woken for the inbox's sake; what comes while it is not stays in its mail.
  /// - Returns: False where something is in the mail already: then it must not go to sleep.
  func listen(toInbox listens: Bool) -> Bool {
    box.withLock { box in
      box.listensToInbox = listens
      return !(listens && box.mail.hasInbox)
    }
  }

  /// The channel accounts are others than before.
  func accountsChanged() {
    box.withLock { $0.mail.hasAccounts = true }
    signal.wake()
  }

  func close() {
    box.withLock { $0.mail.isClosed = true }
    signal.wake()
  }

  func stop() {
    box.withLock { $0.mail.isStopping = true }
    signal.wake()
  }
}
