import Connectors
import Foundation

/// What `plugin run` prints, a line for each thing that happens.
enum PluginEventLine {
  static func show(_ event: ConnectorEvent) {
    let fields: [(String, String?)] = [
      ("id", event.eventID), ("chat", event.chat), ("sender", event.sender), ("name", event.senderName),
      ("remote_id", event.remoteID), ("ref_id", event.refID), ("text", event.text), ("detail", event.detail),
    ]
    let words = fields.compactMap { name, value in value.map { "\(name)=\($0)" } }
    print("event   \(event.kind) \(words.joined(separator: " "))")
    fflush(nil)
  }

  /// Without the query, which may hold a secret.
  static func show(_ request: WebhookRequest, _ outcome: WebhookOutcome) {
    let words = [request.method, request.path, "\(outcome.response.status)", outcome.detail].filter { !$0.isEmpty }
    print("webhook \(words.joined(separator: " "))")
    fflush(nil)
  }

  static func show(_ result: SendResult) {
    let words = [result.codeName, result.remoteID ?? "", result.detail].filter { !$0.isEmpty }
    print("result  \(words.joined(separator: " "))")
    fflush(nil)
  }
}
