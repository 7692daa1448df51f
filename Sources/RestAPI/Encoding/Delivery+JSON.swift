import JSON
import Model

extension Delivery {
  func write(into writer: inout JSONWriter) {
    writer.text("recipient", recipient)
    writer.text("channel", channel)
    writer.text("account", account)
    writer.text("status", status.name)
    writer.key("attempts")
    writer.integer(attempts)
    writer.timeIfAny("next_attempt_at", nextAttemptAt)
    writer.timeIfAny("sent_at", sentAt)
    writer.timeIfAny("delivered_at", deliveredAt)
    writer.timeIfAny("read_at", readAt)
    writer.timeIfAny("failed_at", failedAt)
    writer.textIfAny("external_message_id", externalMessageID)
    writer.textIfAny("reason", reason)
    writer.textIfAny("detail", detail)
    if possibleDuplicate {
      writer.key("possible_duplicate")
      writer.bool(true)
    }
  }
}
