public import ConnectorSDK
import MetaGraph
import MetaMessaging

/// The settings of a professional account on Instagram.
public struct InstagramSettings: ConnectorSettings {
  private static let instagramURL = "https://graph.instagram.com"
  private static let facebookURL = "https://graph.facebook.com"

  let accessToken: String
  let accountID: String
  let appSecrets: [String]
  let verifyToken: String?
  let login: String
  let tag: String?
  let subscribes: Bool
  let apiBaseURL: String
  let apiVersion: String

  public init(from settings: inout SettingsReader) {
    accessToken = settings.secret(
      "access_token",
      "of the account (Instagram Login, instagram_business_manage_messages) or of its page (Facebook Login, "
        + "instagram_manage_messages)", .headerToken)
    accountID = settings.text(
      "account_id",
      "the number of the professional account that callbacks carry (178414...): 'user_id' of GET /me, not 'id'",
      .digits)
    let secrets = [
      settings.appSecret(),
      settings.optionalSecret(
        "second_app_secret", "a secret that is accepted too: Instagram's beside the app's, or the next one"),
    ]
    appSecrets = secrets.compactMap { $0 }
    verifyToken = settings.verifyToken()
    login = settings.text(
      "login", "with what the token was made: instagram (Instagram Login) or facebook (Facebook Login, a page's token)",
      default: "instagram",
      SettingsReader.Rule("be instagram or facebook") { ["instagram", "facebook"].contains($0) })
    tag = settings.messageTag()
    subscribes = settings.subscribes()
    apiBaseURL = settings.url(
      "api_base_url", "where the API is: with login 'facebook' \(Self.facebookURL) unless it is given",
      default: Self.instagramURL)
    apiVersion = settings.graphVersion()
  }

  var account: MessagingAccount {
    let isPage = login == "facebook"
    let url = isPage && apiBaseURL == Self.instagramURL ? Self.facebookURL : apiBaseURL
    // A page's token says itself which page it is for, and so which account.
    return MessagingAccount(
      id: accountID, node: isPage ? "me" : accountID, token: accessToken, tag: tag, apiURL: "\(url)/\(apiVersion)")
  }
}
