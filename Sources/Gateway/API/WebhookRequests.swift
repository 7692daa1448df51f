public import Model

/// A new endpoint.
public struct CreateWebhook: Sendable, Hashable {
  public var clientID: ClientID
  public var url: String
  /// The field in which the caller wrote the URL, for complaints.
  public var urlField: String
  /// Filters; see `EventFilter`.
  public var eventTypes: [String]
  public var description: String?
  /// One that the caller brings, of 24 to 64 bytes; nil for a new one.
  public var secret: [UInt8]?
  /// Seconds before each attempt; nil for the gateway's own schedule.
  public var retrySchedule: [Int32]?

  public init(
    clientID: ClientID, url: String, urlField: String = "/url", eventTypes: [String], description: String? = nil,
    secret: [UInt8]? = nil, retrySchedule: [Int32]? = nil
  ) {
    self.clientID = clientID
    self.url = url
    self.urlField = urlField
    self.eventTypes = eventTypes
    self.description = description
    self.secret = secret
    self.retrySchedule = retrySchedule
  }
}

/// Changes of an endpoint; nil leaves as it is.
public struct PatchWebhook: Sendable, Hashable {
  public var url: String?
  public var urlField: String
  public var eventTypes: [String]?
  /// An inner nil removes it.
  public var description: String??
  /// An inner nil goes back to the gateway's own schedule.
  public var retrySchedule: [Int32]??
  public var isEnabled: Bool?

  public init(
    url: String? = nil, urlField: String = "/url", eventTypes: [String]? = nil, description: String?? = nil,
    retrySchedule: [Int32]?? = nil, isEnabled: Bool? = nil
  ) {
    self.url = url
    self.urlField = urlField
    self.eventTypes = eventTypes
    self.description = description
    self.retrySchedule = retrySchedule
    self.isEnabled = isEnabled
  }
}

/// An endpoint together with its secret, which is shown this once.
public struct WebhookWithSecret: Sendable, Hashable {
  public var webhook: Webhook
  /// `whsec_` and base64.
  public var secret: String
  /// Until when the secret before signs as well; nil where there was none.
  public var previousUntil: Timestamp?

  public init(webhook: Webhook, secret: String, previousUntil: Timestamp? = nil) {
    self.webhook = webhook
    self.secret = secret
    self.previousUntil = previousUntil
  }
}

/// What is told again.
public struct WebhookReplay: Sendable, Hashable {
  public var since: Timestamp
  /// The range's end, excluded.
  public var until: Timestamp
  /// Events of the client in the range, before the endpoint's filters.
  public var events: Int64

  public init(since: Timestamp, until: Timestamp, events: Int64) {
    self.since = since
    self.until = until
    self.events = events
  }
}
