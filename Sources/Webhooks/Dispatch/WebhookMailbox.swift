import Inbox
import Model
import Synchronization

/// What other threads have for the dispatcher. Bounded by what feeds it: answers by the POSTs in flight, leases and tails
/// by the number of partitions, endpoints to look at by their number.
final class WebhookMailbox: Sendable {
  struct Answered: Sendable {
    var webhookID: WebhookID
    var key: EventKey
    var answer: WebhookAnswer
    var startedAt: Timestamp
  }

  struct Mail {
    var leases: [LeaseChange] = []
    /// The newest positions of partitions.
    var tails: [Int16: Int64] = [:]
    var answers: [Answered] = []
    /// Endpoints whose rows have changed.
    var changed: Set<WebhookID> = []
    /// Changes may have been missed.
    var mayHaveMissed = false
    var reads: Result<WebhookReadJob.Report, WebhookFailure>?
    var records: Result<WebhookRecordJob.Report, WebhookFailure>?
    var isStopping = false
  }

  let signal = WakeSignal()
  private let mail = Mutex(Mail())

  /// Everything since the last call.
  func take() -> Mail {
    mail.withLock { mail in
      defer { mail = Mail(isStopping: mail.isStopping) }
      return mail
    }
  }

  func put(_ change: (inout Mail) -> Void) {
    mail.withLock { change(&$0) }
    signal.wake()
  }
}

/// Why a job at the database came to nothing.
struct WebhookFailure: Error {
  var cause: any Error
}
