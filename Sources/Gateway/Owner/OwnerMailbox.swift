public import Connectors
import Inbox
import Synchronization

#if canImport(Glibc)
  import Glibc
#endif

/// What other threads have for the owner. Bounded by what feeds it: answers by the sends in flight, events by
/// ``eventCapacity``, leases by the number of partitions.
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

  /// Events of connectors that may wait here; a host that brings more waits.
  static let eventCapacity = 20_000

  let signal = WakeSignal()
  private let mail = Mutex(Mail())

  public init() {}

  /// Takes over what connectors report; while too much waits, the calling thread waits too, and with it the connector.
  public func deliver(_ events: [ConnectorEvent]) {
    while !put(events) {
      if mail.withLock({ $0.isClosed }) { return }
      // A thread of the connector's own, and no other way to tell it to wait.
      usleep(5000)
    }
  }

  /// Everything since the last call.
  func take() -> Mail {
    mail.withLock { mail in
      let taken = mail
      mail = Mail(isStopping: taken.isStopping, isClosed: taken.isClosed)
      return taken
    }
  }

  func put(_ changes: [LeaseChange]) {
    mail.withLock { $0.leases += changes }
    signal.wake()
  }

  func put(_ answer: SendAnswer) {
    mail.withLock { $0.answers.append(answer) }
    signal.wake()
  }

  func put(_ report: Result<OwnerJob.Report, OwnerJob.Failure>) {
    mail.withLock { $0.report = report }
    signal.wake()
  }

  /// - Returns: False where too much waits already; nothing was taken then.
  func put(_ events: [ConnectorEvent]) -> Bool {
    let fits = mail.withLock { mail in
      guard mail.events.count < Self.eventCapacity else { return false }
      mail.events += events
      return true
    }
    signal.wake()
    return fits
  }

  /// There may be something in the inbox.
  func inboxChanged() {
    mail.withLock { $0.hasInbox = true }
    signal.wake()
  }

  /// The channel accounts are others than before.
  func accountsChanged() {
    mail.withLock { $0.hasAccounts = true }
    signal.wake()
  }

  func close() {
    mail.withLock { $0.isClosed = true }
  }

  func stop() {
    mail.withLock { $0.isStopping = true }
    signal.wake()
  }
}
