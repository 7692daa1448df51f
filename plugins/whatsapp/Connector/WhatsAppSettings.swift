public import ConnectorSDK
import MetaGraph

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
    appSecret = settings.appSecret()
    verifyToken = settings.verifyToken()
    apiBaseURL = settings.url(
      "api_base_url", "where the Graph API is: Meta's, or a simulator", default: "https://graph.facebook.com")
    apiVersion = settings.graphVersion()
  }

  var messagesURL: String { "\(apiBaseURL)/\(apiVersion)/\(phoneNumberID)/messages" }
}
