import ArgumentParser

/// What `serve` can be told.
struct ServeOptions: ParsableArguments {
  @Option(help: "Address to listen on (default: 127.0.0.1).")
  var host: String?

  @Option(help: "Port to listen on; 0 picks a free one (default: 9090).")
  var port: Int?

  @Option(help: "A file that the sandbox's address is written to, and removed from at the end.")
  var addressFile: String?

  @Option(help: "The gateway's address, to whose /ingress the callbacks go; `sandbox connect` sets it later.")
  var gateway: String?

  @Option(help: "The bot's token.")
  var telegramBotToken: String?

  @Option(help: "The secret that comes with Telegram's updates.")
  var telegramSecret: String?

  @Option(help: "The gateway's channel account for Telegram (default: telegram).")
  var telegramAccount: String?

  @Option(help: "The token with which the gateway calls WhatsApp.")
  var whatsappAccessToken: String?

  @Option(help: "The id of the business's phone number (default: 106500000000001).")
  var whatsappPhoneNumberID: String?

  @Option(help: "The secret that signs WhatsApp's callbacks.")
  var whatsappAppSecret: String?

  @Option(help: "The token of WhatsApp's verification GET.")
  var whatsappVerifyToken: String?

  @Option(help: "The gateway's channel account for WhatsApp (default: whatsapp).")
  var whatsappAccount: String?

  @OptionGroup var direct: DirectOptions

  @Option(
    help: "Milliseconds after which people read what they get (not on Telegram); without it they read on command.")
  var readAfter: Int?

  @Option(
    parsing: .singleValue,
    help: """
      A person, as name=telegram, name=whatsapp, name=messenger or name=instagram; several times (default: ana, bruno, \
      carla, davi, elisa and igor).
      """)
  var person: [String] = []

  @Option(help: "The platforms' rate limits: real, or off for measurements (default: real).")
  var rates: String?

  @Option(help: "What the delays between redeliveries are divided by, 1 to 10000 (default: 1, as the platforms do).")
  var hurry: Int?

  @Option(help: "Updates that one callback of WhatsApp, Messenger or Instagram may carry, 1 to 1000 (default: 100).")
  var whatsappBatch: Int?

  @Option(help: "The seed of everything random: the same seed, the same run (default: 1).")
  var seed: Int?

  @Flag(help: "Do not print what people say and get.")
  var quiet = false

  func resolve(_ reader: SettingReader = SettingReader()) throws -> ServeSettings {
    let token = reader.text("telegram-bot-token", telegramBotToken, default: Demo.telegramToken)
    guard TelegramSettings.isToken(token) else {
      throw ValidationError("--telegram-bot-token must look like 7000000001:AAabc_123.")
    }
    let secret = reader.text("telegram-secret", telegramSecret, default: Demo.telegramSecret)
    guard TelegramWebhook.isSecret(secret) else {
      throw ValidationError("--telegram-secret must have 1 to 256 letters, digits, _ and -.")
    }
    let rates = reader.text("rates", self.rates, default: "real")
    guard rates == "real" || rates == "off" else { throw ValidationError("--rates must be real or off.") }
    let gateway = reader.optionalText("gateway", self.gateway)
    if let gateway, HTTPTarget(gateway) == nil {
      throw ValidationError("--gateway must look like http://127.0.0.1:8080; it is '\(gateway)'.")
    }
    let readAfter = try reader.optionalInteger("read-after", readAfter, in: 0...86_400_000).map(Int64.init)
    let whatsapp = WhatsAppSettings(
      accessToken: reader.text("whatsapp-access-token", whatsappAccessToken, default: Demo.whatsappAccessToken),
      phoneNumberID: reader.text(
        "whatsapp-phone-number-id", whatsappPhoneNumberID, default: Demo.whatsappPhoneNumberID),
      appSecret: reader.text("whatsapp-app-secret", whatsappAppSecret, default: Demo.whatsappAppSecret),
      verifyToken: reader.text("whatsapp-verify-token", whatsappVerifyToken, default: Demo.whatsappVerifyToken),
      readAfter: readAfter, enforcesRates: rates == "real")
    let hurry = try reader.integer("hurry", self.hurry, default: 1, in: 1...10_000)
    let sandbox = SandboxSettings(
      telegram: TelegramSettings(token: token, enforcesRates: rates == "real"), whatsapp: whatsapp,
      messenger: direct.messenger(reader, readAfter: readAfter, enforcesRates: rates == "real"),
      instagram: direct.instagram(reader, readAfter: readAfter, enforcesRates: rates == "real"),
      telegramAccount: reader.text("telegram-account", telegramAccount, default: "telegram"),
      whatsappAccount: reader.text("whatsapp-account", whatsappAccount, default: "whatsapp"), telegramSecret: secret,
      seed: UInt64(try reader.integer("seed", seed, default: 1, in: 0...Int.max)),
      whatsappBatch: try reader.integer("whatsapp-batch", whatsappBatch, default: 100, in: 1...1000),
      redeliveryPace: 1 / Double(hurry), isSilent: reader.isSet("quiet", quiet))
    return ServeSettings(
      sandbox: sandbox, host: reader.text("host", host, default: "127.0.0.1"),
      port: try reader.integer("port", port, default: Demo.port, in: 0...65_535),
      addressFile: reader.optionalText("address-file", addressFile), gateway: gateway,
      people: try people(reader.optionalText("people", nil)))
  }

  private func people(_ variable: String?) throws -> [(name: String, platform: String)] {
    // `none` is for tests that make all of their people themselves.
    if person.isEmpty, variable == "none" { return [] }
    let given = person.isEmpty ? variable?.split(separator: ",").map(String.init) ?? Demo.people : person
    return try given.map { entry in
      let parts = entry.split(separator: "=", omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, !parts[0].isEmpty, Demo.platforms.contains(parts[1]) else {
        throw ValidationError(
          "--person must look like ana=whatsapp, and its platform be one of \(Demo.platforms.joined(separator: ", ")); "
            + "it is '\(entry)'.")
      }
      return (parts[0], parts[1])
    }
  }
}
