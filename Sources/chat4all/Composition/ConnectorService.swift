import Connectors
import Gateway
import Logging
import ServiceLifecycle

/// Keeps the connectors until everything that sends through them has stopped.
struct ConnectorService: Service {
  let host: ConnectorHost
  let owner: PartitionOwner
  /// How long connectors have to finish.
  let deadline: Duration

  func run() async throws {
    try? await gracefulShutdown()
    // A connector that has something to report waits until there is room for it, and with it the end of its thread.
    async let lateEvents: Void = owner.storeLateEvents()
    await host.shutdown(deadline: deadline)
    owner.endEvents()
    await lateEvents
  }
}
