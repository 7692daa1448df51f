public import ConnectorSDK

/// The settings of a Matrix application service; what its registration on the homeserver says, says it once more.
public struct MatrixSettings: ConnectorSettings {
  let homeserverURL: String
  let serverName: String
  let asToken: String
  let hsToken: String
  let senderLocalpart: String
  let userPrefix: String
  let displayName: String

  public init(from settings: inout SettingsReader) {
    homeserverURL = settings.url(
      "homeserver_url", "where the homeserver's client API is; not the public delegation, but a direct way is best",
      default: "http://localhost:8008")
    serverName = settings.text(
      "server_name", "the homeserver's domain, as in @user:domain", Self.serverNameRule)
    asToken = settings.secret(
      "as_token", "the registration's as_token, by which the homeserver knows this gateway", .headerToken)
    hsToken = settings.secret(
      "hs_token", "the registration's hs_token, by which this gateway knows the homeserver", .headerToken)
    senderLocalpart = settings.text(
      "sender_localpart", "the registration's sender_localpart: the name of the bot", default: "_c4a_bot",
      Self.localpartRule)
    userPrefix = settings.text(
      "user_prefix", "how the names of the users begin that stand for people elsewhere; the registration's regex",
      default: "_c4a_", Self.localpartRule)
    displayName = settings.text("display_name", "what people see as the bot's name", default: "Chat4All")
  }

  private static let serverNameRule = SettingsReader.Rule("be a domain, such as example.org, or example.org:8448") {
    name in
    (1...200).contains(name.utf8.count)
      && name.utf8.allSatisfy { MatrixNames.isLowercaseOrDigit($0 | 0x20) || ".-:[]".utf8.contains($0) }
  }

  private static let localpartRule = SettingsReader.Rule("be 1 to 40 characters of a-z 0-9 . _ -") { text in
    (1...40).contains(text.utf8.count)
      && text.utf8.allSatisfy { MatrixNames.isLowercaseOrDigit($0) || "._-".utf8.contains($0) }
  }
}
