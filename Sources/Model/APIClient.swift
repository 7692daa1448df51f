/// A registered caller of the API.
public struct APIClient: Sendable, Hashable {
  public var clientID: ClientID
  /// Unique; channels.yaml names an account's owner by it.
  public var name: String
  public var scopes: Set<Scope>
  public var createdAt: Timestamp
  public var disabledAt: Timestamp?

  public init(clientID: ClientID, name: String, scopes: Set<Scope>, createdAt: Timestamp, disabledAt: Timestamp?) {
    self.clientID = clientID
    self.name = name
    self.scopes = scopes
    self.createdAt = createdAt
    self.disabledAt = disabledAt
  }
}

/// What a client may do.
public enum Scope: String, Sendable, Hashable, CaseIterable {
  case messagesWrite = "messages:write"
  case messagesRead = "messages:read"
  case webhooks
  case files
  case admin
}
