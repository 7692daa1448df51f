import JSON
import Model

extension User {
  func write(into writer: inout JSONWriter) {
    writer.text("user_id", userID)
    writer.key("display_name")
    if let displayName { writer.string(displayName) } else { writer.null() }
    writer.object("metadata", metadata)
    writer.key("identities")
    writer.array { writer in
      for identity in identities { writer.object { identity.write(into: &$0) } }
    }
    writer.strings("aliases", aliases)
    writer.time("created_at", createdAt)
    writer.time("updated_at", updatedAt)
  }
}

extension Identity {
  func write(into writer: inout JSONWriter) {
    writer.text("channel", channel)
    writer.text("address", address)
    writer.key("verified")
    writer.bool(verified)
    writer.object("metadata", metadata)
    writer.time("created_at", createdAt)
    writer.time("updated_at", updatedAt)
  }
}
