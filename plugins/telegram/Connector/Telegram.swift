public import ConnectorSDK

/// Telegram, through the Bot API: texts out with replies and formatting, edits, deletions, reactions and typing; updates in.
public struct Telegram: TextSending, WebhookReceiving, HealthReporting {
  public static let about = ConnectorDescription(
    id: "dev.chat4all.telegram", channel: "telegram", name: "Telegram", version: "1.0.0", vendor: "Chat4All",
    license: "Apache-2.0", url: "https://core.telegram.org/bots/api", features: [.reply, .groups, .formatting],
    maxTextBytes: 65_536, egressHosts: ["api.telegram.org"])

  /// The longest text of one message, in UTF-16 code units.
  static let maximumLength = 4_096
  /// Between the parts of a long text: the pace that Telegram asks for in one chat.
  static let pauseBetweenParts = Duration.seconds(1)

  let settings: TelegramSettings
  let host: Host
  let movedChats: MovedChats
  let rateLimits = RateLimits()

  public init(settings: TelegramSettings, host: Host) throws(ConnectorError) {
    self.settings = settings
    self.host = host
    movedChats = MovedChats(host)
  }

  // MARK: Life

  public func connect() async throws(ConnectorError) { try await checkToken() }

  public func health() async throws(ConnectorError) { try await checkToken() }

  private func checkToken() async throws(ConnectorError) {
    let response = try await host.http(.post(settings.url(of: "getMe")) { _ in })
    if case .refused(let refusal) = APIAnswer(response, settings) { throw refusal.error }
  }

  // MARK: Sending

  public func sendText(_ message: TextMessage) async throws(ConnectorError) -> Sent {
    let destination = message.chat.isEmpty ? message.recipient : message.chat
    guard let chat = ChatAddress(destination) else {
      throw .notFound("a Telegram address is a chat's number, or the @name of a public group or channel")
    }
    let parts = parts(of: message.text, format: message.format)
    guard !parts.isEmpty else { throw .permanent("Telegram takes no empty text") }
    return try await host.sendParts(parts, of: message) { part, index async throws(ConnectorError) in
      if index > 0 { try await host.sleep(for: Self.pauseBetweenParts) }
      var draft = Draft(chat: movedChats.current(chat), text: part, message: message)
      if index == 0 { draft.replyTo = MessageReference(message.replyTo ?? "", in: chat)?.messageID }
      return try await deliver(draft)
    }
  }

  /// Telegram takes no message of white space alone, and a part of a long text can be that.
  func parts(of text: String, format: TextFormat) -> [RichText] {
    RichText(text, format: format).split(TextSplitter(limit: Self.maximumLength))
      .filter { part in !part.text.allSatisfy(\.isWhitespace) }
  }

  /// Sends one message; what Telegram refuses for a detail that the text can do without is sent again without it.
  private func deliver(_ draft: Draft) async throws(ConnectorError) -> String {
    var draft = draft
    while true {
      let response = try await host.http(.post(settings.url(of: "sendMessage")) { draft.write(into: &$0) })
      switch APIAnswer(response, settings) {
      case .accepted(let result):
        guard let id = draft.chat.remoteID(of: result) else { throw .uncertain("Telegram's answer names no message") }
        return id
      case .refused(let refusal):
        switch refusal.remedy(for: draft) {
        case .newChat(let id): try move(&draft, to: id)
        case .withoutThread: draft.chat.thread = nil
        case .withoutReply: draft.replyTo = nil
        case .withoutFormatting: draft.text.spans = []
        case nil: throw rateLimits.judge(refusal.error, chat: draft.chat.id, now: host.monotonicTime)
        }
      }
    }
  }

  private func move(_ draft: inout Draft, to id: Int64) throws(ConnectorError) {
    guard let event = movedChats.moved(draft.chat.id, to: String(id)) else { throw .notFound("the chat has moved") }
    draft.chat.id = String(id)
    // The gateway learns it again from the update; meanwhile this connector knows the way.
    do throws(ConnectorError) { try host.emit(event) } catch { host.log(.warning, "a chat's move was not reported") }
  }

  // MARK: Receiving

  public func onWebhookEvent(_ request: WebhookRequest) async throws(ConnectorError) -> WebhookAnswer {
    guard request.method == "POST" else { return .refused(405, "Telegram calls with POST") }
    guard let secret = settings.secretToken else {
      return .refused(403, "'secret_token' is not set, so nothing proves that a callback is Telegram's")
    }
    guard let given = request.header("x-telegram-bot-api-secret-token"), ConstantTime.isEqual(given, secret) else {
      return .refused(401, "X-Telegram-Bot-Api-Secret-Token is missing or wrong")
    }
    guard let update = Update(request.body, botID: settings.botID) else {
      return .refused(400, "the body is not an update of Telegram")
    }
    let events = update.events()
    for event in events where event.kind == .chatMoved { _ = movedChats.moved(event.chat, to: event.refID) }
    return .ok(events)
  }
}
