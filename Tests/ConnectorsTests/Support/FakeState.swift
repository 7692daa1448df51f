import Connectors
import Synchronization

/// Keeps connectors' values in memory, and what was to be stored one after the other.
final class FakeState: ConnectorStatePort {
  struct Away: Error {}

  private let loaded: [ConnectorStateChange]?
  private let changes = Mutex<[ConnectorStateChange]>([])

  /// - Parameter loaded: nil makes loading fail.
  init(loaded: [ConnectorStateChange]? = []) {
    self.loaded = loaded
  }

  var stored: [ConnectorStateChange] { changes.withLock(\.self) }

  func load(accounts: [String]) async throws -> [ConnectorStateChange] {
    guard let loaded else { throw Away() }
    return loaded.filter { accounts.contains($0.account) }
  }

  func store(_ changes: [ConnectorStateChange]) {
    self.changes.withLock { $0 += changes }
  }
}
