public import ConnectorSDK

/// New Channel: a connector for Chat4All.
///
/// The service takes messages by POST /messages and reports what happens by callbacks that are signed with HMAC-SHA256.
/// Each function below has one thing to translate; put your platform's words in place of the service's.
public struct NewChannelConnector: TextSending, WebhookReceiving {
  public static let about = ConnectorDescription(
    id: "org.example.new-channel", channel: "new-channel", name: "New Channel", version: "0.1.0",
    features: [.deliveredReceipts, .readReceipts, .idempotentSend], egressHosts: ["api.new-channel.example"])

  /// What stands in channels.yaml.
  public struct Settings: ConnectorSettings {
    let token: String
    let callbackSecret: String
    let apiBaseURL: String

    public init(from settings: inout SettingsReader) {
      token = settings.secret("token", "the access token of the service", .headerToken)
      callbackSecret = settings.secret("callback_secret", "what the service signs its callbacks with")
      apiBaseURL = settings.url(
        "api_base_url", "where the service is", default: "https://api.new-channel.example")
    }
  }

  let settings: Settings
  let host: Host

  public init(settings: Settings, host: Host) throws(ConnectorError) {
    self.settings = settings
    self.host = host
  }

  // MARK: Sending: a request out, and what its answer means

  public func sendText(_ message: TextMessage) async throws(ConnectorError) -> Sent {
    let headers = [
      HTTPHeader("Authorization", "Bearer \(settings.token)"),
      HTTPHeader("Idempotency-Key", message.idempotencyKey),
    ]
    // Where no response comes this throws: .retry when nothing was sent, .uncertain when the message may have arrived.
    let response = try await host.http(
      .post("\(settings.apiBaseURL)/messages", headers: headers) { body in
        body.key("to")
        body.string(message.chat.isEmpty ? message.recipient : message.chat)
        body.key("text")
        body.string(message.text)
      })
    guard response.isSuccess else { throw Self.refusal(response) }
    guard let id = response.json?["id"]?.stringValue, !id.isEmpty else { throw .uncertain("the answer has no id") }
    return Sent(id)
  }

  /// The first digit of the code decides what the gateway does: 1 try again, 2 never, 3 wait for a person, 4 nobody knows.
  static func refusal(_ response: HTTPResponse) -> ConnectorError {
    let detail = "HTTP \(response.status)"
    let wait = response.header("retry-after").flatMap { UInt32($0) }.map { Duration.seconds(min($0, 86_400)) }
    return switch response.status {
    case 401: .authFailed(detail)
    case 403: .blocked(detail)
    case 404: .notFound(detail)
    case 413: .tooLarge(detail)
    case 429: .rateLimited(after: wait, scope: .instance, detail)
    // Of a proxy: the service behind it may have taken the message.
    case 502, 504: .uncertain(detail)
    case 500...: .retry(detail, after: wait)
    default: .permanent(detail)
    }
  }

  // MARK: Callbacks: prove the origin, report what they say, answer once

  public func onWebhookEvent(_ request: WebhookRequest) async throws(ConnectorError) -> WebhookAnswer {
    let signature = request.header("x-signature")
    guard HMACSHA256.fits(signature, prefix: "sha256=", key: settings.callbackSecret, of: request.body) else {
      return .refused(401, "X-Signature is missing or wrong")
    }
    guard let body = try? PlatformJSON.parse(request.body), let id = body["event_id"]?.stringValue, !id.isEmpty else {
      return .refused(400, "the body is not a callback of the service")
    }
    var event = Event(.other, id: id)
    let message = body["message_id"]?.stringValue ?? ""
    switch body["type"]?.stringValue {
    case "message":
      event.kind = .message
      event.sender = body["from"]?.stringValue ?? ""
      event.senderName = body["name"]?.stringValue ?? ""
      event.remoteID = message
      event.text = body["text"]?.stringValue ?? ""
    case "delivered":
      event.kind = .delivered
      event.refID = message
    case "read":
      event.kind = .read
      event.refID = message
    default:
      // Authentic and of no use: 200 all the same, or the service repeats it for days.
      event.raw = request.body
    }
    try noteGap(before: Int(body["number"]?.integerValue ?? 0))
    return .ok([event])
  }

  /// The service counts its callbacks. What is kept is stored together with the event, or not at all.
  private func noteGap(before number: Int) throws(ConnectorError) {
    let last = host.state("last_number").flatMap { Int($0) } ?? 0
    guard number > last else { return }
    if last > 0, number != last + 1 { host.log(.warning, "callbacks were lost before this one") }
    try host.setState("last_number", "\(number)")
  }
}
