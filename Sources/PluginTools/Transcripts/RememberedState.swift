import Connectors
import Synchronization

/// Remembers what a connector wanted to be kept, for as long as the process lives.
final class RememberedState: ConnectorStatePort {
  private let values = Mutex<[String: ConnectorStateChange]>([:])

  func load(accounts: [String]) async throws -> [ConnectorStateChange] { [] }

  func store(_ changes: [ConnectorStateChange]) {
    values.withLock { values in
      for change in changes where (values[change.key]?.changedAt ?? .min) < change.changedAt {
        values[change.key] = change
      }
    }
  }

  /// The newest value of each key, by key.
  var kept: [ConnectorStateChange] { values.withLock { $0.values.sorted { $0.key < $1.key } } }
}
