import Gateway
import JSON
import Model

extension UserMerge {
  func write(into writer: inout JSONWriter) {
    writer.text("merge_id", mergeID.lowercaseString)
    writer.text("user_id", userID)
    writer.text("merged_user_id", mergedUserID)
    writer.text("cause", cause.rawValue)
    writer.key("reason")
    if let reason { writer.string(reason) } else { writer.null() }
    writer.object("moved", moved)
    writer.time("merged_at", mergedAt)
    writer.key("undone_at")
    if let undoneAt { undoneAt.withRFC3339 { writer.plainString($0) } } else { writer.null() }
  }
}

extension IssuedLinkCode {
  func write(into writer: inout JSONWriter) {
    writer.text("user_id", userID)
    writer.text("channel", channel)
    writer.text("code", code)
    writer.time("expires_at", expiresAt)
  }
}
