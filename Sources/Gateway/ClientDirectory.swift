import Model
import Store
import Synchronization

/// What is known of API clients, kept for a short time, so that not each request asks the database.
final class ClientDirectory: Sendable {
  private struct Entry {
    var client: APIClient?
    var readAt: ContinuousClock.Instant
  }

  /// Clients kept at once; unknown ids are kept too, so that they cost no more than known ones.
  private static let capacity = 10_000

  private let store: ClientStore
  private let maximumAge: Duration
  private let entries = Mutex<[ClientID: Entry]>([:])

  init(store: ClientStore, maximumAge: Duration) {
    self.store = store
    self.maximumAge = maximumAge
  }

  /// Nil where the client is unknown or disabled.
  func client(_ id: ClientID) async throws -> APIClient? {
    let now = ContinuousClock.now
    if let entry = entries.withLock({ $0[id] }), now - entry.readAt < maximumAge { return entry.client }
    let client = try await store.find(id)?.client
    let usable = client?.disabledAt == nil ? client : nil
    entries.withLock { entries in
      if entries.count >= Self.capacity { entries.removeAll() }
      entries[id] = Entry(client: usable, readAt: now)
    }
    return usable
  }
}
