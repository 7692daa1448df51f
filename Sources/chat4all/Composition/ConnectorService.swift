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
    await host.shutdown(deadline: deadline)
    await owner.submitRemainingEvents()
  }
}
