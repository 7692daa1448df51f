/// A message between the business and one user.
struct WhatsAppMessage: Sendable {
  var id: String
  /// Its place among all messages of the sandbox.
  var sequence: Int64
  var isFromUser: Bool
  var text: String
  var at: Moment
  var replyTo: String?
  var status = WhatsAppStatus.accepted
  var errorCode: Int?
  /// What the business wants to see again in each status.
  var callbackData: String?
  var editedAt: Moment?
  var isDeleted = false
  var userReaction: String?
  var businessReaction: String?
  /// The business has shown the two blue ticks.
  var isReadByBusiness = false
}
