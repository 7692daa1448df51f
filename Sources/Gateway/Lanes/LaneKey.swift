import Model

/// A delivery lane: one recipient of one conversation over one channel account. What is in a lane leaves in order, one
/// at a time; lanes do not wait for each other.
struct LaneKey: Sendable, Hashable {
  var conversationID: ConversationID
  var recipient: String
  var account: String
}
