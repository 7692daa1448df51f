public import ConnectorSDK

/// WhatsApp, through the Cloud API: texts out with replies and formatting, messages and statuses in.
public struct WhatsApp: TextSending, WebhookReceiving {
  public static let about = ConnectorDescription(
    id: "dev.chat4all.whatsapp", channel: "whatsapp", name: "WhatsApp", version: "1.0.0", vendor: "Chat4All",
    license: "Apache-2.0", url: "https://developers.facebook.com/docs/whatsapp/cloud-api",
    features: [.deliveredReceipts, .readReceipts, .reply, .groups, .formatting], maxTextBytes: 65_536,
    egressHosts: ["graph.facebook.com"])

  /// The longest text of one message, in UTF-16 code units: safe whatever Meta counts.
  static let maximumLength = 4_096

  let settings: WhatsAppSettings
  let host: Host
  private let pairLimits = PairLimits()

  public init(settings: WhatsAppSettings, host: Host) throws(ConnectorError) {
    self.settings = settings
    self.host = host
  }

  // MARK: Sending

  public func sendText(_ message: TextMessage) async throws(ConnectorError) -> Sent {
    guard let recipient = Recipient(message) else {
      throw .notFound("a WhatsApp address is a phone number in digits, or a user id like BR.1349...")
    }
    let parts = WhatsAppMarkup.parts(of: RichText(message.text, format: message.format), limit: Self.maximumLength)
    guard !parts.isEmpty else { throw .permanent("WhatsApp takes no empty text") }
    return try await host.sendParts(parts, of: message) { part, index async throws(ConnectorError) in
      try await deliver(Draft(recipient: recipient, text: part, message: message, isFirst: index == 0))
    }
  }

  private func deliver(_ draft: Draft) async throws(ConnectorError) -> String {
    let authorization = HTTPHeader("Authorization", "Bearer \(settings.accessToken)")
    let response = try await host.http(
      .post(settings.messagesURL, headers: [authorization]) { draft.write(into: &$0) })
    guard response.isSuccess else {
      let error = GraphError(response).connectorError
      throw pairLimits.judge(error, recipient: draft.recipient.address)
    }
    guard let answer = response.json, let id = answer["messages"]?.arrayValue?.first?["id"]?.stringValue else {
      throw .uncertain("WhatsApp's answer names no message")
    }
    pairLimits.accepted(draft.recipient.address)
    if let address = answer["contacts"]?.arrayValue?.first?["wa_id"]?.stringValue {
      noteAddress(draft.recipient, address)
    }
    return id
  }

  /// A number may be known to WhatsApp by another spelling (without a `+`, without Brazil's ninth digit), and its owner
  /// writes under that one: both are the same person.
  private func noteAddress(_ recipient: Recipient, _ address: String) {
    guard recipient.isNumber, recipient.given != address else { return }
    var event = Event(.addressMoved, id: "address/\(recipient.given)/\(address)")
    event.sender = recipient.given
    event.refID = address
    guard pairLimits.isNews(event.id) else { return }
    do throws(ConnectorError) { try host.emit(event) } catch { host.log(.warning, "an address was not reported") }
  }

  // MARK: Receiving

  public func onWebhookEvent(_ request: WebhookRequest) async throws(ConnectorError) -> WebhookAnswer {
    switch request.method {
    case "GET": return handshake(request)
    case "POST": break
    default: return .refused(405, "Meta calls with GET and POST")
    }
    guard let secret = settings.appSecret else {
      return .refused(403, "'app_secret' is not set, so nothing proves that a callback is Meta's")
    }
    let signature = HubSignature(secret: secret)
    guard signature.isValid(request.header("x-hub-signature-256"), of: request.body) else {
      return .refused(401, "X-Hub-Signature-256 is missing or wrong")
    }
    let callback = Callback(request.body, phoneNumberID: settings.phoneNumberID)
    for line in callback.complaints { host.log(.warning, line) }
    return .ok(callback.events)
  }

  private func handshake(_ request: WebhookRequest) -> WebhookAnswer {
    guard let expected = settings.verifyToken else {
      return .refused(403, "'verify_token' is not set, so no callback address can be registered")
    }
    guard request.parameter("hub.mode") == "subscribe", let challenge = request.parameter("hub.challenge"),
      let given = request.parameter("hub.verify_token"), ConstantTime.isEqual(given, expected)
    else { return .refused(403, "hub.verify_token is missing or wrong") }
    return .text(challenge)
  }
}
