import JSON

/// Where a message came in: a member of its body, `source`, which messages of the API do not have.
struct MessageSource: Sendable, Hashable {
  /// The channel's type.
  var channel: String
  var account: String
  /// What the platform calls the author.
  var senderName: String?

  init(channel: String, account: String) {
    self.channel = channel
    self.account = account
  }

  init?(_ value: JSONValue?) {
    guard let channel = value?["channel"]?.stringValue, let account = value?["account"]?.stringValue else { return nil }
    self.init(channel: channel, account: account)
    senderName = value?["sender_name"]?.stringValue
  }
}
