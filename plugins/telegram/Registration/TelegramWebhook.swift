import JSON

/// How a bot is told where to deliver its updates.
public enum TelegramWebhook {
  /// The kinds of updates that the connector handles, all of which setWebhook has to list: what is not listed does not
  /// come, and once set a list stays until the next setWebhook.
  public static let allowedUpdates = [
    "message", "edited_message", "channel_post", "edited_channel_post", "message_reaction", "my_chat_member",
    "chat_member", "business_message", "edited_business_message", "deleted_business_messages",
  ]

  /// Where the Bot API is unless an account says otherwise.
  public static let defaultAPIBaseURL = "https://api.telegram.org"

  /// A call of the Bot API.
  public struct Call: Sendable, Equatable {
    /// Holds the bot's token: not to be logged.
    public var url: String
    /// JSON, for a POST with `Content-Type: application/json`.
    public var body: [UInt8]
  }

  /// The call of setWebhook, which makes Telegram deliver a bot's updates. It answers `{"ok":true,...}` or with an error
  /// whose `description` says what is wrong.
  ///
  /// - Parameters:
  ///   - publicURL: `https://<host>/ingress/<account>`; Telegram reaches ports 443, 80, 88 and 8443 only.
  ///   - secretToken: as in the account's settings.
  ///   - maxConnections: deliveries at a time, 1 to 100.
  ///   - dropsPending: forgets what waits to be delivered.
  public static func set(
    botToken: String, secretToken: String, publicURL: String, apiBaseURL: String = defaultAPIBaseURL,
    maxConnections: Int = 40, dropsPending: Bool = false
  ) -> Call {
    let body: JSONValue = [
      "url": .string(publicURL), "secret_token": .string(secretToken), "max_connections": .integer(maxConnections),
      "allowed_updates": .array(allowedUpdates.map { .string($0) }), "drop_pending_updates": .bool(dropsPending),
    ]
    return Call(url: url(apiBaseURL, botToken, "setWebhook"), body: JSONWriter.bytes(of: body))
  }

  /// The call of getWebhookInfo: where updates go, how many wait, and the last error of a delivery.
  public static func info(botToken: String, apiBaseURL: String = defaultAPIBaseURL) -> Call {
    Call(url: url(apiBaseURL, botToken, "getWebhookInfo"), body: Array("{}".utf8))
  }

  private static func url(_ base: String, _ token: String, _ method: String) -> String {
    var base = base
    while base.hasSuffix("/") { base.removeLast() }
    return "\(base)/bot\(token)/\(method)"
  }
}
