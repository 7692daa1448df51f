/// The business's number, and how the simulated platform behaves.
struct WhatsAppSettings: Sendable {
  var accessToken: String
  var phoneNumberID: String
  var appSecret: String
  var verifyToken: String
  var businessAccountID = "102290000000777"
  var displayNumber = "15550001111"
  var verifiedName = "Chat4All Demo"
  /// Milliseconds from acceptance to `sent`, and from there to `delivered`.
  var statusDelay: Int64 = 5
  var deliveryDelay: Int64 = 20
  /// What new people do with what they get; nil for reading on command.
  var readAfter: Int64?
  /// Whether the real platform's rates are enforced.
  var enforcesRates = true
  /// Messages kept per person.
  var history = 500
}
