import Connectors
import Inbox
import JSON
public import Logging
import Model
public import Postgres
public import ServiceLifecycle
import Store

/// Puts what connectors report on disk: receipts into the inbox of their conversation's partition, what concerns
/// nobody known into the table of ingress events, to be processed later.
public final class EventIntake: Service {
  private let writer: BatchWriter<ConnectorEvent, Void>

  /// - Parameter appended: Called after each batch that put something into the inbox.
  public init(
    configuration: PostgresConfiguration, maxQueued: Int, logger: Logger,
    isLocal: @escaping @Sendable (Int16) -> Bool, appended: @escaping @Sendable () -> Void
  ) {
    var configuration = configuration
    configuration.sessionSettings = PlannerSettings.lookUpByIndex
    writer = BatchWriter(
      configuration: configuration, connections: 1, maxBatch: 2000, maxQueued: maxQueued, logger: logger
    ) { connection, events in
      let receipts = events.compactMap(ReceiptStore.Receipt.init)
      let others = events.filter { ReceiptStore.Receipt($0) == nil }
      let partitions = try connection.transaction { connection in
        if !others.isEmpty { try IngressEventStore.keep(others.map(\.ingressEvent), on: connection) }
        let partitions = receipts.isEmpty ? [] : try ReceiptStore.ingest(receipts, on: connection)
        if partitions.contains(where: { !isLocal($0) }) { try PostgresInbox.notify(on: connection) }
        return partitions
      }
      if !partitions.isEmpty { appended() }
      return events.map { _ in }
    }
  }

  public func run() async throws {
    try await writer.run()
  }

  func submit(_ event: ConnectorEvent, completion: @escaping @Sendable (Result<Void, PostgresError>) -> Void) {
    writer.submit(event, completion: completion)
  }
}

extension ReceiptStore.Receipt {
  /// Nil for what is no report about a message that was sent.
  init?(_ event: ConnectorEvent) {
    let status: DeliveryStatus
    switch event.kind {
    case .sent: status = .sent
    case .delivered: status = .delivered
    case .read: status = .read
    case .failed: status = .failed
    default: return nil
    }
    guard let reference = event.refID, !reference.isEmpty else { return nil }
    self.init(
      account: event.account, externalMessageID: reference, status: status,
      occurredAt: Timestamp(microseconds: event.occurredAt), detail: event.detail)
  }
}

extension ConnectorEvent {
  fileprivate var ingressEvent: IngressEventStore.Entry {
    var members: [(String, JSONValue)] = []
    func put(_ key: String, _ value: String?) {
      if let value { members.append((key, .string(value))) }
    }
    put("chat", chat)
    put("sender", sender)
    put("sender_name", senderName)
    put("remote_id", remoteID)
    put("ref_id", refID)
    put("text", text)
    let metadata = self.metadata.sorted { $0.key < $1.key }.map { ($0.key, JSONValue.string($0.value)) }
    if !metadata.isEmpty { members.append(("metadata", .object(JSONObject(metadata)))) }
    return IngressEventStore.Entry(
      account: account, eventID: eventID ?? remoteID ?? "\(kind)/\(occurredAt)", kind: "\(kind)",
      data: JSONWriter.bytes(of: .object(JSONObject(members))), occurredAt: Timestamp(microseconds: occurredAt))
  }
}
