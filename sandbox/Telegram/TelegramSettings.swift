/// The bot, and how the simulated platform behaves.
struct TelegramSettings: Sendable {
  var token: String
  var username = "chat4all_demo_bot"
  var firstName = "Chat4All Demo"
  /// Whether the real platform's rates are enforced.
  var enforcesRates = true
  /// Messages kept per chat.
  var history = 500

  /// The digits before the colon of the token.
  var botID: Int64 { Int64(token.prefix { $0 != ":" }) ?? 0 }

  /// Whether a token has the shape of one.
  static func isToken(_ text: some StringProtocol) -> Bool {
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count == 2 && Int64(parts[0]) != nil && parts[1].utf8.count >= 3
      && TelegramWebhook.isSecret(String(parts[1]))
  }
}
