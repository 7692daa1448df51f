import JSON
import Model

extension OperationNote {
  func write(into writer: inout JSONWriter) {
    writer.text("operation", operation.rawValue)
    writer.text("outcome", outcome.class.rawValue)
    if outcome.class == .degraded { writer.text("degraded_to", outcome.rawValue) }
  }
}

extension Delivery {
  /// What an operation came to on this delivery's channel, for readers of `channel_delivery`.
  func writeOperation(_ note: OperationNote, into writer: inout JSONWriter) {
    note.write(into: &writer)
    writer.text("recipient", recipient)
    writer.text("account", account)
    guard let change, change.kind.operation == note.operation else { return }
    writer.textIfAny("from", change.actor)
    writer.text("status", status.name)
    writer.time("occurred_at", change.occurredAt)
    writer.timeIfAny("sent_at", sentAt)
    writer.timeIfAny("failed_at", failedAt)
    writer.textIfAny("reason", reason)
    writer.textIfAny("detail", detail)
  }
}
