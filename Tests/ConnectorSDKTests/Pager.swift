import ConnectorSDK

/// An imaginary paging service.
struct Pager: TextSending, WebhookReceiving {
  static let about = ConnectorDescription(
    id: "org.example.pager", channel: "pager", name: "Pager", version: "1.0.0", features: [.deliveredReceipts],
    egressHosts: ["api.pager.example"])

  struct Settings: ConnectorSettings {
    let token: String
    let callbackSecret: String
    let apiBaseURL: String

    init(from settings: inout SettingsReader) {
      token = settings.secret("token", "the key that the service gave", .headerToken)
      callbackSecret = settings.secret("callback_secret", "what the service sends with its callbacks")
      apiBaseURL = settings.url("api_base_url", "where the service is", default: "https://api.pager.example")
    }
  }

  let settings: Settings
  let host: Host

  init(settings: Settings, host: Host) throws(ConnectorError) {
    self.settings = settings
    self.host = host
  }

  func sendText(_ message: TextMessage) async throws(ConnectorError) -> Sent {
    let authorization = HTTPHeader("Authorization", "Bearer \(settings.token)")
    let response = try await host.http(
      .post("\(settings.apiBaseURL)/pages", headers: [authorization]) { page in
        page.key("number")
        page.string(message.recipient)
        page.key("text")
        page.string(message.text)
      })
    switch response.status {
    case 200...299:
      guard let id = response.json?["id"]?.stringValue else { throw .uncertain("the answer names no page") }
      return Sent(id)
    case 401: throw .authFailed("the token is not valid any more")
    case 404: throw .notFound("no pager has this number")
    case 429: throw .rateLimited(after: .seconds(10), scope: .instance)
    case 500...599: throw .retry("HTTP \(response.status)")
    default: throw .permanent("HTTP \(response.status)")
    }
  }

  func onWebhookEvent(_ request: WebhookRequest) async throws(ConnectorError) -> WebhookAnswer {
    guard let secret = request.header("x-pager-secret"), ConstantTime.isEqual(secret, settings.callbackSecret) else {
      return .refused(401, "X-Pager-Secret is missing or wrong")
    }
    guard let body = try? PlatformJSON.parse(request.body), let id = body["event"]?.stringValue,
      let page = body["page"]?.stringValue
    else { return .refused(400, "the body is not a callback of the service") }
    var event = Event(.other, id: id)
    switch body["type"]?.stringValue {
    case "answer":
      event.kind = .message
      event.sender = body["number"]?.stringValue ?? ""
      event.remoteID = page
      event.text = body["text"]?.stringValue ?? ""
    case "shown":
      event.kind = .delivered
      event.refID = page
    default:
      event.raw = request.body
    }
    return .ok([event])
  }
}
