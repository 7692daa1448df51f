/// What the host needs of whoever keeps connectors' values.
public protocol ConnectorStatePort: Sendable {
  /// All values of these accounts.
  func load(accounts: [String]) async throws -> [ConnectorStateChange]

  /// Stores changes soon, and for as long as it takes. Returns at once; called on connectors' threads.
  func store(_ changes: [ConnectorStateChange])
}
