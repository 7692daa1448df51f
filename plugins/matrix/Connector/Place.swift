/// Where something is said, and by whom.
struct Place: Sendable {
  struct Author: Sendable {
    /// A user of ours, who is in the room.
    var user: String
    /// What the user is called.
    var name: String
    /// The real author's name, where the room lets only the bot speak.
    var speaksFor: String?
  }

  var room: String
  /// The user of ours who may let others in.
  var keeper: String
  var author: Author
}
