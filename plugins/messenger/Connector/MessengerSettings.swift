public import ConnectorSDK
import MetaGraph
import MetaMessaging

/// The settings of a page on Messenger.
public struct MessengerSettings: ConnectorSettings {
  let pageAccessToken: String
  let pageID: String
  let appID: String?
  let appSecret: String?
  let verifyToken: String?
  let tag: String?
  let subscribes: Bool
  let apiBaseURL: String
  let apiVersion: String

  public init(from settings: inout SettingsReader) {
    pageAccessToken = settings.secret(
      "page_access_token", "the token of the page, with the permissions pages_messaging and pages_manage_metadata",
      .headerToken)
    pageID = settings.text("page_id", "the page's number, as its About page shows it", .digits)
    appID = settings.optionalText("app_id", "the app's number: by it the app's own messages are known", .digits)
    appSecret = settings.appSecret()
    verifyToken = settings.verifyToken()
    tag = settings.messageTag()
    subscribes = settings.subscribes()
    apiBaseURL = settings.url(
      "api_base_url", "where the Graph API is: Meta's, or a simulator", default: "https://graph.facebook.com")
    apiVersion = settings.graphVersion()
  }

  var account: MessagingAccount {
    MessagingAccount(
      id: pageID, node: pageID, token: pageAccessToken, appID: appID, tag: tag, apiURL: "\(apiBaseURL)/\(apiVersion)")
  }
}
