/// What the sandbox was told at its start.
struct SandboxSettings: Sendable {
  var telegram: TelegramSettings
  var whatsapp: WhatsAppSettings
  var messenger: DirectSettings
  var instagram: DirectSettings
  /// Names of the gateway's channel accounts: callbacks go to `{gateway}/ingress/{account}`.
  var telegramAccount: String
  var whatsappAccount: String
  /// The secret that comes with Telegram's updates until setWebhook says another one.
  var telegramSecret: String
  var seed: UInt64
  /// Callbacks of each of Meta's platforms under way at once, and what one may carry.
  var whatsappConnections = 16
  var whatsappBatch = 100
  /// What the delays between redeliveries are multiplied with.
  var redeliveryPace = 1.0
  var isSilent = false
}
