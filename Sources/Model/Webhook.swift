public import FoundationEssentials

/// One endpoint of a developer, named by the gateway.
public struct WebhookID: Sendable, Hashable, CustomStringConvertible {
  public let uuid: UUID

  public init(_ uuid: UUID) { self.uuid = uuid }

  public var description: String { uuid.lowercaseString }
}

/// An endpoint that a developer wants to hear at. Its secrets are kept apart: see `WebhookSecrets`.
public struct Webhook: Sendable, Hashable {
  /// Why the gateway sends nothing to an endpoint. The spelling is stored and is part of the API.
  public enum DisabledReason: String, Sendable, Hashable, CaseIterable {
    /// Its client said so.
    case client
    /// It answered 410.
    case gone
    /// It took nothing for days.
    case failing
  }

  public var webhookID: WebhookID
  public var clientID: ClientID
  public var url: String
  /// Filters: event types, prefixes such as `message.*`, or `*`; at least one.
  public var eventTypes: [String]
  public var description: String?
  /// Seconds before each attempt, the first included; nil for the gateway's own schedule.
  public var retrySchedule: [Int32]?
  public var createdAt: Timestamp
  public var updatedAt: Timestamp
  public var disabledAt: Timestamp?
  public var disabledReason: DisabledReason?
  /// Since when there was nothing but failure; nil while all is well, and for the first minute in which it is not.
  public var failingSince: Timestamp?

  public init(
    webhookID: WebhookID, clientID: ClientID, url: String, eventTypes: [String], description: String? = nil,
    retrySchedule: [Int32]? = nil, createdAt: Timestamp, updatedAt: Timestamp, disabledAt: Timestamp? = nil,
    disabledReason: DisabledReason? = nil, failingSince: Timestamp? = nil
  ) {
    self.webhookID = webhookID
    self.clientID = clientID
    self.url = url
    self.eventTypes = eventTypes
    self.description = description
    self.retrySchedule = retrySchedule
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.disabledAt = disabledAt
    self.disabledReason = disabledReason
    self.failingSince = failingSince
  }

  public var isEnabled: Bool { disabledAt == nil }
}
