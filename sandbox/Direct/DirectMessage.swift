/// A message between the business and one person.
struct DirectMessage: Sendable {
  enum Status: String, Comparable, Sendable {
    case accepted
    case delivered
    case read

    private var rank: Int { self == .accepted ? 0 : self == .delivered ? 1 : 2 }
    static func < (left: Status, right: Status) -> Bool { left.rank < right.rank }
  }

  var id: String
  /// Its place among all messages of the sandbox.
  var sequence: Int64
  var isFromUser: Bool
  var text: String
  var at: Moment
  var replyTo: String?
  var status = Status.accepted
  var edits = 0
  var editedAt: Moment?
  var isDeleted = false
  var userReaction: String?
  var businessReaction: String?
  /// The business has shown that it has seen it.
  var isReadByBusiness = false
}
