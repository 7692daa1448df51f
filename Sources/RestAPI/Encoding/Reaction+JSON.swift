import JSON
import Model

extension Reaction {
  func write(into writer: inout JSONWriter) {
    writer.text("user_id", userID)
    writer.text("reaction", reaction)
    writer.text("channel", channel)
    writer.time("reacted_at", reactedAt)
  }
}
