import ArgumentParser

/// What `serve` can be told about Messenger and Instagram.
struct DirectOptions: ParsableArguments {
  @Option(help: "The token with which the gateway calls Messenger.")
  var messengerPageAccessToken: String?

  @Option(help: "The page's id (default: 105000000000009).")
  var messengerPageID: String?

  @Option(help: "The secret that signs Messenger's callbacks.")
  var messengerAppSecret: String?

  @Option(help: "The token of Messenger's verification GET.")
  var messengerVerifyToken: String?

  @Option(help: "The gateway's channel account for Messenger (default: messenger).")
  var messengerAccount: String?

  @Option(help: "The token with which the gateway calls Instagram.")
  var instagramAccessToken: String?

  @Option(help: "The id of the professional account (default: 17841400000000001).")
  var instagramAccountID: String?

  @Option(help: "The secret that signs Instagram's callbacks.")
  var instagramAppSecret: String?

  @Option(help: "The token of Instagram's verification GET.")
  var instagramVerifyToken: String?

  @Option(help: "The gateway's channel account for Instagram (default: instagram).")
  var instagramAccount: String?

  func messenger(_ reader: SettingReader, readAfter: Int64?, enforcesRates: Bool) -> DirectSettings {
    DirectSettings(
      accessToken: reader.text(
        "messenger-page-access-token", messengerPageAccessToken, default: "EAAsandboxDemoPageToken"),
      accountID: reader.text("messenger-page-id", messengerPageID, default: "105000000000009"),
      appSecret: reader.text("messenger-app-secret", messengerAppSecret, default: Demo.whatsappAppSecret),
      verifyToken: reader.text("messenger-verify-token", messengerVerifyToken, default: Demo.whatsappVerifyToken),
      account: reader.text("messenger-account", messengerAccount, default: "messenger"), readAfter: readAfter,
      enforcesRates: enforcesRates)
  }

  func instagram(_ reader: SettingReader, readAfter: Int64?, enforcesRates: Bool) -> DirectSettings {
    DirectSettings(
      accessToken: reader.text("instagram-access-token", instagramAccessToken, default: "IGAAsandboxDemoToken"),
      accountID: reader.text("instagram-account-id", instagramAccountID, default: "17841400000000001"),
      appSecret: reader.text("instagram-app-secret", instagramAppSecret, default: Demo.whatsappAppSecret),
      verifyToken: reader.text("instagram-verify-token", instagramVerifyToken, default: Demo.whatsappVerifyToken),
      account: reader.text("instagram-account", instagramAccount, default: "instagram"), readAfter: readAfter,
      enforcesRates: enforcesRates)
  }
}
