import Connectors
public import Telemetry

extension GatewayMetrics {
  /// Exposes how each account's connector and its process are, as they are when the metrics are read. To be called once.
  public func observe(_ connectors: any ConnectorPort) {
    func add<Kind: Metric>(
      _ kind: Kind.Type, _ name: String, _ help: String, _ figure: @escaping @Sendable (ConnectorHealth) -> Int64?
    ) {
      registry.readings(kind, name, help: help, labels: ["account"]) {
        connectors.accounts.compactMap { account in
          figure(connectors.health(account: account.name)).map { ([account.name], $0) }
        }
      }
    }
    add(Gauge.self, "chat4all_connector_queued", "Sends that wait for a connector.") { Int64($0.queued) }
    add(Gauge.self, "chat4all_connector_in_flight", "Sends that a connector is working on.") { Int64($0.inFlight) }
    add(Gauge.self, "chat4all_connector_process_up", "Whether an account's process runs.") {
      $0.process.map { $0.pid == nil ? 0 : 1 }
    }
    add(Gauge.self, "chat4all_connector_process_resident_bytes", "Memory of an account's process.") {
      $0.process.map { Int64(clamping: $0.residentBytes ?? 0) }
    }
    add(Gauge.self, "chat4all_connector_process_waiting_bytes", "Bytes that wait to be read by an account's process.") {
      $0.process.map { Int64($0.waitingBytes) }
    }
    add(
      Gauge.self, "chat4all_connector_process_low_priority",
      "Whether an account's process kept more than a processor busy, and stands behind all others since."
    ) {
      $0.process.map { $0.hasLowPriority ? 1 : 0 }
    }
    add(Gauge.self, "chat4all_connector_quarantined", "Whether an account crashed so often that it is in quarantine.") {
      $0.process.map { $0.isQuarantined ? 1 : 0 }
    }
    add(Counter.self, "chat4all_connector_process_restarts_total", "Processes of an account after its first one.") {
      $0.process.map { Int64(clamping: $0.restarts) }
    }
    registry.readings(
      Counter.self, "chat4all_connector_process_crashes_total",
      help: "Processes of an account that ended without being told to, by how.", labels: ["account", "reason"]
    ) {
      connectors.accounts.flatMap { account in
        (connectors.health(account: account.name).process?.crashesByReason ?? [:]).map {
          ([account.name, $0.key], Int64(clamping: $0.value))
        }
      }
    }
  }
}
