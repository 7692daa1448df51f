import Connectors

/// Keeps connectors' values for as long as the process lives, in the host's memory.
struct ForgetfulState: ConnectorStatePort {
  func load(accounts: [String]) async throws -> [ConnectorStateChange] { [] }

  func store(_ changes: [ConnectorStateChange]) {}
}
