public import Model

/// One POST to make.
public struct WebhookPost: Sendable {
  /// Never logged: it may hold a secret.
  public var url: String
  public var headers: [(name: String, value: String)]
  public var body: [UInt8]
  public var timeout: Duration

  /// A signed POST of an event.
  public init(
    event eventID: String, body: [UInt8], to webhook: Webhook, signer: WebhookSigner, at time: Timestamp,
    timeout: Duration
  ) {
    url = webhook.url
    headers =
      [("content-type", "application/json"), ("user-agent", WebhookDispatcher.userAgent)]
      + signer.headers(eventID: eventID, body: body, at: time)
    self.body = body
    self.timeout = timeout
  }
}
