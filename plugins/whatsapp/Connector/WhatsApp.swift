public import ConnectorSDK
import JSON
import MetaGraph

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
  private let gate: HubGate
  private let pairLimits = PairLimits()

  public init(settings: WhatsAppSettings, host: Host) throws(ConnectorError) {
    self.settings = settings
    self.host = host
    gate = HubGate(secrets: settings.appSecret.map { [$0] } ?? [], verifyToken: settings.verifyToken)
  }

  // MARK: Sending

  public func sendText(_ message: TextMessage) async throws(ConnectorError) -> Sent {
    guard let recipient = Recipient(message.recipient, chat: message.chat) else { throw Recipient.refusal }
    let parts = WhatsAppMarkup.parts(of: RichText(message.text, format: message.format), limit: Self.maximumLength)
    guard !parts.isEmpty else { throw .permanent("WhatsApp takes no empty text") }
    return try await host.sendParts(parts, of: message) { part, index async throws(ConnectorError) in
      try await deliver(Draft(recipient: recipient, text: part, message: message, isFirst: index == 0))
    }
  }

  private func deliver(_ draft: Draft) async throws(ConnectorError) -> String {
    let response = try await post { draft.write(into: &$0) }
    guard response.isSuccess else {
      throw pairLimits.judge(GraphError(response).whatsAppError, recipient: draft.recipient.address)
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

  func post(_ write: (inout JSONWriter) -> Void) async throws(ConnectorError) -> HTTPResponse {
    let authorization = HTTPHeader("Authorization", "Bearer \(settings.accessToken)")
    return try await host.http(.post(settings.messagesURL, headers: [authorization], write))
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
    if let answer = gate.answer(request) { return answer }
    let callback = Callback(request.body, phoneNumberID: settings.phoneNumberID)
    for line in callback.complaints { host.log(.warning, line) }
    return .ok(callback.events)
  }
}
