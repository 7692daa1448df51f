public import ConnectorSDK
import MetaGraph
import MetaMessaging

/// Messenger, through the Send API: a page answers those who wrote to it.
public struct Messenger: TextSending, WebhookReceiving {
  public static let about = ConnectorDescription(
    id: "dev.chat4all.messenger", channel: "messenger", name: "Messenger", version: "1.0.0", vendor: "Chat4All",
    license: "Apache-2.0", url: "https://developers.facebook.com/docs/messenger-platform",
    features: [.deliveredReceipts, .readReceipts, .reply], maxTextBytes: 65_536, egressHosts: ["graph.facebook.com"])

  // Meta says "less than 2000 characters" and not of what kind: there are never more than UTF-16 units.
  static let platform = MessagingPlatform(
    name: "Messenger", object: "page", splitter: TextSplitter(limit: 1_999), saysType: true, takesMetadata: true,
    reactions: ReactionNames.messenger,
    subscribedFields: [
      "messages", "messaging_postbacks", "message_echoes", "message_deliveries", "message_reads", "message_reactions",
      "message_edits", "standby",
    ], profileFields: ["first_name", "last_name"])

  let api: SendAPI
  private let settings: MessengerSettings
  private let inbox: MessagingInbox

  public init(settings: MessengerSettings, host: Host) throws(ConnectorError) {
    self.settings = settings
    api = SendAPI(Self.platform, settings.account, host)
    let secrets = settings.appSecret.map { [$0] } ?? []
    inbox = MessagingInbox(HubGate(secrets: secrets, verifyToken: settings.verifyToken), api)
  }

  public func connect() async throws(ConnectorError) {
    if settings.subscribes, settings.appSecret != nil { try await api.subscribe() }
  }

  public func sendText(_ message: TextMessage) async throws(ConnectorError) -> Sent { try await api.sendText(message) }

  public func onWebhookEvent(_ request: WebhookRequest) async throws(ConnectorError) -> WebhookAnswer {
    await inbox.take(request)
  }
}
