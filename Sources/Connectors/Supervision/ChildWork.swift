import CConnectorABI

/// Something that a connector in another process was asked for, and that ends once.
///
/// Safe to share: the mutable part is only touched with the lock of its connector held.
final class ChildWork: @unchecked Sendable {
  enum Purpose {
    case send(OutboundText, completion: @Sendable (SendResult) -> Void)
    case change(OutboundChange, completion: @Sendable (SendResult) -> Void)
    case webhook(WebhookRequest, completion: @Sendable (WebhookOutcome) -> Void)
  }

  let token: c4a_op
  let purpose: Purpose
  /// On the monotonic clock; microseconds.
  let deadline: Int64
  /// As the process knows it; 0 while no process has it.
  var number: UInt64 = 0
  var hasEnded = false

  init(token: c4a_op, purpose: Purpose, deadline: Int64) {
    self.token = token
    self.purpose = purpose
    self.deadline = deadline
  }

  /// A message, or a change of one.
  var isSend: Bool { completion != nil }

  /// Of a send.
  var completion: (@Sendable (SendResult) -> Void)? {
    switch purpose {
    case .send(_, let completion), .change(_, let completion): completion
    case .webhook: nil
    }
  }

  /// The same for all attempts of a send; nil for a webhook request.
  var key: String? {
    switch purpose {
    case .send(let message, _): message.idempotencyKey
    case .change(let change, _): change.idempotencyKey
    case .webhook: nil
    }
  }

  var messageID: String? {
    switch purpose {
    case .send(let message, _): message.messageID
    case .change(let change, _): change.messageID.isEmpty ? nil : change.messageID
    case .webhook: nil
    }
  }
}
