import Connectors
public import Inbox
public import Logging
import Model
public import Postgres
public import ServiceLifecycle
import Store
public import Telemetry

/// Puts what platforms report on disk and on its way: see ``IngressTransaction`` for what becomes of it.
///
/// Whatever arrives while a batch is being committed is the next batch, so concurrent callbacks share a transaction. There
/// is one writer: events of one chat are stored in the order in which they were handed over.
public final class EventIntake: Service {
  /// Callbacks in one transaction.
  private static let maximumBatch = 200
  /// How long the server may take for a batch before the platforms are told to try again.
  private static let patience = Duration.seconds(8)

  private let table: ChannelTable
  private let writer: BatchWriter<Batch, Fate>
  private let courtesy: @Sendable ([Courtesy]) -> Void

  /// What has to be stored together.
  private struct Batch: Sendable {
    var events: [IntakeEvent]
    var changes: [ConnectorStateStore.Change] = []
    var callbacks: [KeptCallback] = []

    /// Whether a platform waits for it.
    var isCallback: Bool { events.contains { $0.origin == .callback } }
  }

  private enum Fate {
    case stored
    /// It has to come again in a moment.
    case tooEarly
  }

  /// - Parameters:
  ///   - maxQueued: Callbacks and events that wait for a commit; one more fails with `overloaded` at once.
  ///   - rush: Gets to know how many callbacks are being stored.
  ///   - linkReplies: Answers people who have sent link codes.
  ///   - courtesy: Gets what is not stored, but shown at once: that somebody types.
  ///   - appended: Called after each batch that put something into the inbox.
  public init(
    configuration: PostgresConfiguration, table: ChannelTable, maxQueued: Int, rush: RushGauge,
    metrics: GatewayMetrics, logger: Logger, linkReplies: LinkReplies,
    courtesy: @escaping @Sendable ([Courtesy]) -> Void = { _ in }, isLocal: @escaping @Sendable (Int16) -> Bool,
    appended: @escaping @Sendable () -> Void
  ) {
    self.courtesy = courtesy
    self.table = table
    var configuration = configuration
    configuration.sessionSettings = PlannerSettings.lookUpByIndex
    configuration.statementTimeout = Self.patience
    let notice = UnroutedNotice(logger: logger)
    writer = BatchWriter(
      configuration: configuration, connections: 1, maxBatch: Self.maximumBatch, maxQueued: maxQueued, logger: logger
    ) { connection, items in
      var fates = [Fate](repeating: .stored, count: items.count)
      let result = try rush.storing(items.count(where: \.isCallback)) {
        let kept = items.flatMap(\.callbacks)
        if !kept.isEmpty { _ = try connection.query(IngressEventStore.keep(kept.map(\.entry))) }
        return try Self.store(items, fates: &fates, rules: table.ingress, isLocal: isLocal, on: connection)
      }
      metrics.count(result)
      notice.note(result)
      if !result.partitions.isEmpty { appended() }
      for reply in result.replies { linkReplies.send(reply) }
      return fates
    }
  }

  var rules: IngressRules { table.ingress }

  public func run() async throws {
    try await writer.run()
  }

  /// Stores a batch; what comes too early is left out of it.
  private static func store(
    _ items: [Batch], fates: inout [Fate], rules: IngressRules, isLocal: (Int16) -> Bool,
    on connection: PostgresConnection
  ) throws -> IngressResult {
    while true {
      let ready = zip(items, fates).filter { $0.1 == .stored }.map(\.0)
      do {
        return try store(
          ready.flatMap(\.events), changes: ready.flatMap(\.changes), rules: rules, isLocal: isLocal, on: connection)
      } catch let early as TooEarly {
        // Only patient events come too early, and they are left out now: this ends.
        for (index, item) in items.enumerated() where item.events.contains(where: { early.events.contains($0.key) }) {
          fates[index] = .tooEarly
        }
      }
    }
  }

  /// Routes events in one transaction, with what their connectors keep, and tells other nodes of what is theirs.
  static func store(
    _ events: [IntakeEvent], changes: [ConnectorStateStore.Change] = [], rules: IngressRules,
    isLocal: (Int16) -> Bool, on connection: PostgresConnection
  ) throws -> IngressResult {
    try connection.transaction { connection in
      try ConnectorStateStore.apply(changes, on: connection)
      guard !events.isEmpty else { return IngressResult() }
      var transaction = IngressTransaction(rules: rules, now: .now(), connection: connection)
      let result = try transaction.run(events)
      if result.partitions.contains(where: { !isLocal($0) }) { try PostgresInbox.notify(on: connection) }
      return result
    }
  }

  /// Takes events over that belong together: after success all of them are on disk, otherwise none.
  /// - Parameters:
  ///   - changes: What the connector wants to be kept together with them.
  ///   - completion: Called exactly once; see `BatchWriter.submit`.
  func submit(
    _ events: [ConnectorEvent], changes: [ConnectorStateChange] = [], from origin: IntakeOrigin,
    receivedAt: Timestamp = .now(), completion: @escaping @Sendable (Result<Void, PostgresError>) -> Void
  ) {
    let rules = table.ingress
    let events = events.map { event in
      IntakeEvent(
        event: event, channel: rules.accounts[event.account]?.channel ?? "", origin: origin, receivedAt: receivedAt)
    }
    let typing = events.filter { $0.event.kind == .typing }
    if !typing.isEmpty {
      courtesy(
        typing.map {
          .typing($0.event, channel: $0.channel, owner: rules.accounts[$0.event.account]?.owner)
        })
    }
    submit(
      Batch(events: events, changes: changes.map(ConnectorStateStore.Change.init)),
      patientUntil: origin == .callback ? .now + TooEarly.patience : nil, completion: completion)
  }

  /// - Parameter end: When what it answers is not waited for any more; nil for at once.
  private func submit(
    _ batch: Batch, patientUntil end: ContinuousClock.Instant?,
    completion: @escaping @Sendable (Result<Void, PostgresError>) -> Void
  ) {
    let end = end.flatMap { .now < $0 ? $0 : nil }
    var batch = batch
    for index in batch.events.indices { batch.events[index].isPatient = end != nil }
    writer.submit(batch) { [self, batch] result in
      guard case .success(.tooEarly) = result else { return completion(result.map { _ in }) }
      Task {
        try? await Task.sleep(for: TooEarly.pause)
        submit(batch, patientUntil: end, completion: completion)
      }
    }
  }

  /// Records a callback that its connector cannot be given.
  /// - Parameter completion: Called exactly once; see `BatchWriter.submit`.
  func keep(_ callback: KeptCallback, completion: @escaping @Sendable (Result<Void, PostgresError>) -> Void) {
    submit(Batch(events: [], callbacks: [callback]), patientUntil: nil, completion: completion)
  }

  /// Tries recorded events again.
  func submit(recorded events: [IntakeEvent]) async throws {
    _ = try await writer.submit(Batch(events: events))
  }
}

extension GatewayMetrics {
  fileprivate func count(_ result: IngressResult) {
    for (tally, number) in result.tallies {
      ingressEvents[tally.account, tally.kind, tally.outcome.rawValue].increment(by: UInt64(number))
    }
  }
}
