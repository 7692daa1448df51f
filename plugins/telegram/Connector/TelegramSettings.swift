public import ConnectorSDK

/// The settings of a Telegram bot.
public struct TelegramSettings: ConnectorSettings {
  let botToken: String
  let secretToken: String?
  let apiBaseURL: String

  public init(from settings: inout SettingsReader) {
    botToken = settings.secret("bot_token", "the token that @BotFather gave for the bot", Self.tokenRule)
    secretToken = settings.optionalSecret(
      "secret_token",
      "the secret_token of setWebhook, by which callbacks are known to be Telegram's; needed to receive",
      .characters(alsoOf: "_-"))
    apiBaseURL = settings.url(
      "api_base_url", "where the Bot API is: Telegram's, a server of your own, or a simulator",
      default: "https://api.telegram.org")
  }

  /// It becomes part of a path, so nothing else may be in it.
  private static let tokenRule = SettingsReader.Rule(
    "look like 123456789:AAE... (digits, a colon, letters)", example: "123456789:AAExampleOfWhatBotFatherGives"
  ) { token in
    let parts = token.split(separator: ":", omittingEmptySubsequences: false)
    guard parts.count == 2, Int64(parts[0]) != nil else { return false }
    return !parts[1].isEmpty
      && parts[1].utf8.allSatisfy { byte in
        byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || (0x30...0x39).contains(byte)
          || (0x41...0x5A).contains(byte & 0xDF)
      }
  }

  /// The bot's own id as a user; it is the same under a new token.
  var botID: Int64? { botToken.split(separator: ":").first.flatMap { Int64($0) } }

  /// A text without the token and the secret, whoever has repeated them.
  func hidingSecrets(in text: String) -> String {
    [botToken, secretToken].compactMap(\.self).reduce(text) { $0.replacing($1, with: "<secret>") }
  }

  /// The address of a method of the API. Holds the token.
  func url(of method: String) -> String { "\(apiBaseURL)/bot\(botToken)/\(method)" }
}
