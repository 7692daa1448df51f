import CConnectorABI

/// Something that a connector was asked to do and has to end once.
///
/// Safe to share: the mutable part is only touched with the lock of its instance held.
final class Operation: @unchecked Sendable {
  enum Purpose {
    case send(OutboundText, completion: @Sendable (SendResult) -> Void)
    case file(OutboundFile, completion: @Sendable (SendResult) -> Void)
    case change(OutboundChange, completion: @Sendable (SendResult) -> Void)
    case webhook(WebhookRequest, completion: @Sendable (WebhookOutcome) -> Void)
    case create
    case connect
    case health
    case disconnect

    /// As the interface calls it, for the log.
    var name: String {
      switch self {
      case .send: "sendText"
      case .file: "sendFile"
      case .change(let change, _): change.kind.name
      case .webhook: "onWebhookEvent"
      case .create: "create"
      case .connect: "connect"
      case .health: "health"
      case .disconnect: "disconnect"
      }
    }
  }

  enum Progress {
    /// In the host; the connector has not seen it.
    case waiting
    /// The connector has it.
    case handedOver
    case ended
  }

  let token: c4a_op
  let purpose: Purpose
  /// On the monotonic clock of the host; microseconds.
  let deadline: Int64
  var progress = Progress.waiting
  /// What a webhook request has brought so far.
  var events: [ConnectorEvent] = []
  /// What is to be kept together with these events.
  var stateChanges: [ConnectorStateChange] = []
  /// The HTTP requests that end with it.
  var requests: [c4a_op] = []
  /// The files that end with it.
  var files: [(token: c4a_file, file: any ConnectorFile)] = []

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
    case .webhook, .create, .connect, .health, .disconnect: nil
    }
  }

  /// The caller's own number for it; 0 where there is none.
  var number: UInt64 {
    switch purpose {
    case .send(let message, _): message.operationID ?? 0
    case .file(let file, _): file.message.operationID ?? 0
    case .change(let change, _): change.operationID ?? 0
    case .webhook(let request, _): request.operationID ?? 0
    case .create, .connect, .health, .disconnect: 0
    }
  }

  var messageID: String? {
    switch purpose {
    case .send(let message, _): message.messageID
    case .file(let file, _): file.message.messageID
    case .change(let change, _): change.messageID.isEmpty ? nil : change.messageID
    case .webhook, .create, .connect, .health, .disconnect: nil
    }
  }
}
