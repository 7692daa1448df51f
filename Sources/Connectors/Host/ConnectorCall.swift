import CConnectorABI

/// A call into the connector that waits for its turn.
enum ConnectorCall {
  case create(Operation)
  case connect(Operation)
  case send(Operation)
  case webhook(Operation)
  case health(Operation)
  case cancel(c4a_op)
  case disconnect(Operation)
  case callback(TimerQueue.Callback, code: Int32)
  case response(HTTPCall, ConnectorHTTPOutcome)
  case destroy

  /// As the interface calls it, for the log.
  var name: String {
    switch self {
    case .create: "create"
    case .connect: "connect"
    case .send(let operation): operation.purpose.name
    case .webhook: "onWebhookEvent"
    case .health: "health"
    case .cancel: "cancel"
    case .disconnect: "disconnect"
    case .callback: "callback"
    case .response: "http callback"
    case .destroy: "destroy"
    }
  }
}
