public import ConnectorSDK

/// The settings of a number on the WhatsApp Cloud API.
public struct WhatsAppSettings: ConnectorSettings {
  let accessToken: String
  let phoneNumberID: String
  let appSecret: String?
  let verifyToken: String?
  let apiBaseURL: String
  let apiVersion: String

  public init(from settings: inout SettingsReader) {
    accessToken = settings.secret(
      "access_token", "the token of a system user with the permission whatsapp_business_messaging", .headerToken)
    phoneNumberID = settings.text(
      "phone_number_id", "the id of the number in WhatsApp Manager (not the number itself)",
      .characters(alsoOf: "_-", upTo: 128))
    appSecret = settings.optionalSecret(
      "app_secret", "the app's secret, by which callbacks are known to be Meta's; needed to receive")
    verifyToken = settings.optionalSecret(
      "verify_token", "a word of your own, to be entered beside the callback address in the app; needed to register it")
    apiBaseURL = settings.url(
      "api_base_url", "where the Graph API is: Meta's, or a simulator", default: "https://graph.facebook.com")
    apiVersion = settings.text(
      "api_version", "the version of the Graph API", default: "v25.0",
      SettingsReader.Rule("look like v25.0") { version in
        let parts = version.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
        return version.hasPrefix("v") && parts.count == 2
          && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
      })
  }

  var messagesURL: String { "\(apiBaseURL)/\(apiVersion)/\(phoneNumberID)/messages" }
}
