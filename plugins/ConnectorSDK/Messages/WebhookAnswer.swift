/// What a request of the platform means, and what to answer.
public struct WebhookAnswer: Sendable, Equatable {
  /// 200 to 599. Not 2xx: the events are discarded.
  public var status: Int
  public var headers: [HTTPHeader]
  public var body: [UInt8]
  /// In the order in which they happened.
  public var events: [Event]
  /// Why it was refused, for the log. No secrets.
  public var reason: String

  public init(
    status: Int = 200, headers: [HTTPHeader] = [], body: [UInt8] = [], events: [Event] = [], reason: String = ""
  ) {
    self.status = status
    self.headers = headers
    self.body = body
    self.events = events
    self.reason = reason
  }

  /// 200 without a body, when these events are stored.
  public static func ok(_ events: [Event] = []) -> Self { Self(events: events) }

  /// 200 with a text that the platform wants to see: the answer to a handshake.
  public static func text(_ text: String) -> Self {
    let headers = [HTTPHeader("Content-Type", "text/plain"), HTTPHeader("X-Content-Type-Options", "nosniff")]
    return Self(headers: headers, body: Array(text.utf8))
  }

  /// A refusal: 401 or 403 for what is not proven to come from the platform, 400 for what cannot be read.
  public static func refused(_ status: Int, _ reason: String) -> Self { Self(status: status, reason: reason) }
}
