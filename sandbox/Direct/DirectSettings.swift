/// The business's account, and how the simulated platform behaves.
struct DirectSettings: Sendable {
  var accessToken: String
  /// The page's id, or the id of the professional account.
  var accountID: String
  var appSecret: String
  var verifyToken: String
  /// The name of the gateway's channel account.
  var account: String
  var appID: Int64 = 910_000_000_000_003
  /// Milliseconds from acceptance to the recipient's device.
  var deliveryDelay: Int64 = 20
  /// What new people do with what they get; nil for reading on command.
  var readAfter: Int64?
  /// Whether the real platform's rates are enforced.
  var enforcesRates = true
  /// Messages kept per person.
  var history = 500
}
