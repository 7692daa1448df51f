import JSON
import Model

extension Conversation {
  func write(into writer: inout JSONWriter) {
    writer.text("conversation_id", conversationID.description)
    writer.text("type", type.name)
    writer.strings("members", members)
    writer.object("metadata", metadata)
    writer.key("last_sequence_number")
    writer.integer(lastSequenceNumber)
    writer.time("created_at", createdAt)
    writer.time("updated_at", updatedAt)
  }
}
