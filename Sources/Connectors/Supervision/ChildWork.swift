import CConnectorABI
import Crypto

/// Something that a connector in another process was asked for, and that ends once.
///
/// Safe to share: the mutable part is only touched with the lock of its connector held.
final class ChildWork: @unchecked Sendable {
  enum Purpose {
    case send(OutboundText, completion: @Sendable (SendResult) -> Void)
    case file(OutboundFile, completion: @Sendable (SendResult) -> Void)
    case change(OutboundChange, completion: @Sendable (SendResult) -> Void)
    case webhook(WebhookRequest, completion: @Sendable (WebhookOutcome) -> Void)
  }

  let token: c4a_op
  let purpose: Purpose
  /// On the monotonic clock; microseconds.
  let deadline: Int64
  /// As the process knows it; 0 while no process has it.
  var number: UInt64 = 0
  /// Of a file to be sent, as the process knows it; 0 while no process has it.
  var fileNumber: UInt64 = 0
  var hasEnded = false
  /// The same for all attempts of a send, and for all deliveries of a callback. Made when it is asked for, because for
  /// callbacks that takes a digest.
  private(set) lazy var key = makeKey()

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
    case .send(_, let completion), .file(_, let completion), .change(_, let completion): completion
    case .webhook: nil
    }
  }

  /// Of a callback; 0 for anything else.
  var bodyBytes: Int {
    if case .webhook(let request, _) = purpose { request.body.count } else { 0 }
  }

  /// What it brings to be sent.
  var file: (any ConnectorFile)? {
    if case .file(let file, _) = purpose { file.file.file } else { nil }
  }

  var messageID: String? {
    switch purpose {
    case .send(let message, _): message.messageID
    case .file(let file, _): file.message.messageID
    case .change(let change, _): change.messageID.isEmpty ? nil : change.messageID
    case .webhook: nil
    }
  }

  private func makeKey() -> String {
    switch purpose {
    case .send(let message, _): message.idempotencyKey
    case .file(let file, _): file.message.idempotencyKey
    case .change(let change, _): change.idempotencyKey
    case .webhook(let request, _): Self.key(of: request)
    }
  }

  /// Without headers: their times and signatures differ from one delivery to the next.
  private static func key(of request: WebhookRequest) -> String {
    var hash = SHA256()
    for text in [request.method, request.path, request.query] { hash.update(data: Array(text.utf8) + [0]) }
    hash.update(data: request.body)
    return "callback:" + hash.finalize().prefix(16).hexadecimal
  }
}
