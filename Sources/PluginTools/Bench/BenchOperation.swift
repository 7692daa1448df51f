import CConnectorABI
import Connectors

/// One operation that a connector was given.
struct BenchOperation: Sendable {
  enum Kind: String, Sendable {
    case create
    case connect
    case sendText
    case sendFile
    case onWebhookEvent
    case editText
    case deleteMessage
    case react
    case markRead
    case typing
    case health
    case disconnect
  }

  var kind: Kind
  var instance: c4a_instance
  /// What it ended with; of a webhook request what the platform gets.
  var result: SendResult?
  var response: WebhookOutcome.Response?
  /// Reported for a webhook request.
  var events: [ConnectorEvent] = []

  var isOpen: Bool { result == nil && response == nil }
  /// Whether the platform is told that its request was taken.
  var isTaken: Bool { response.map { (200...299).contains($0.status) } ?? false }
}
