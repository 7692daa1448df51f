public import ConnectorSDK
import MetaGraph
import MetaMessaging

/// Instagram Direct, through the Instagram API: a professional account answers those who wrote to it.
public struct Instagram: TextSending, WebhookReceiving {
  public static let about = ConnectorDescription(
    id: "dev.chat4all.instagram", channel: "instagram", name: "Instagram", version: "1.0.0", vendor: "Chat4All",
    license: "Apache-2.0", url: "https://developers.facebook.com/docs/instagram-platform",
    features: [.readReceipts, .reply], maxTextBytes: 65_536,
    egressHosts: ["graph.instagram.com", "graph.facebook.com"])

  // Echoes carry no metadata that one could rely on.
  static let platform = MessagingPlatform(
    name: "Instagram", object: "instagram", splitter: TextSplitter(limit: 1_000, unit: .utf8), saysType: false,
    takesMetadata: false, reactions: ReactionNames.instagram,
    subscribedFields: ["messages", "message_reactions", "messaging_seen", "messaging_postbacks", "message_edit"],
    profileFields: ["name", "username"])

  let api: SendAPI
  private let settings: InstagramSettings
  private let inbox: MessagingInbox

  public init(settings: InstagramSettings, host: Host) throws(ConnectorError) {
    self.settings = settings
    api = SendAPI(Self.platform, settings.account, host)
    inbox = MessagingInbox(HubGate(secrets: settings.appSecrets, verifyToken: settings.verifyToken), api)
  }

  public func connect() async throws(ConnectorError) {
    if settings.subscribes, !settings.appSecrets.isEmpty { try await api.subscribe() }
  }

  public func sendText(_ message: TextMessage) async throws(ConnectorError) -> Sent { try await api.sendText(message) }

  public func onWebhookEvent(_ request: WebhookRequest) async throws(ConnectorError) -> WebhookAnswer {
    await inbox.take(request)
  }
}
