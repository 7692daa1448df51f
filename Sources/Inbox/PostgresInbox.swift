public import Logging
import Model
public import Postgres
public import ServiceLifecycle

/// The durable inbox in PostgreSQL: what any node appends, and the owner of the partition takes.
///
/// Appends of many callers become one statement and one fsync: whatever arrives while a commit is under way is the
/// next batch.
public final class PostgresInbox: Service {
  /// The channel on which nodes tell each other that a partition of another owner has work.
  public static let notificationChannel = "chat4all_inbox"

  /// How long the server may take for one batch before its callers are told to try again.
  private static let acceptTimeout = Duration.seconds(5)

  private let writer: BatchWriter<MessageAppend, AppendOutcome>

  /// - Parameters:
  ///   - maxQueued: Messages that wait for a commit; one more fails with `overloaded` at once.
  ///   - rush: Gets to know how many are being stored.
  ///   - isLocal: Whether this node owns the partition, so that nobody else has to be told.
  ///   - appended: Called on the writer's thread after each batch that put something into the inbox.
  public init(
    configuration: PostgresConfiguration, connections: Int, maxBatch: Int, maxQueued: Int, rush: RushGauge,
    logger: Logger, isLocal: @escaping @Sendable (Int16) -> Bool, appended: @escaping @Sendable () -> Void
  ) {
    var configuration = configuration
    configuration.sessionSettings = AppendStatement.plannerSettings
    // A caller waits for this statement, which takes milliseconds: a server that hangs must not hold them for long.
    configuration.statementTimeout = Self.acceptTimeout
    writer = BatchWriter(
      configuration: configuration, connections: connections, maxBatch: maxBatch, maxQueued: maxQueued, logger: logger
    ) { connection, messages in
      let outcomes = try rush.storing(messages.count) {
        try Self.append(messages, isLocal: isLocal, on: connection)
      }
      if outcomes.contains(.accepted) { appended() }
      return outcomes
    }
  }

  public func run() async throws {
    try await writer.run()
  }

  /// Calls `completion` exactly once, on the writer's thread; after `.success(.accepted)` the message is durable.
  public func append(
    _ message: MessageAppend, completion: @escaping @Sendable (Result<AppendOutcome, PostgresError>) -> Void
  ) {
    writer.submit(message, completion: completion)
  }

  /// One pass claims every key once. Keys that stand twice in the batch, and keys that a concurrent transaction was
  /// just claiming, go into another pass, in which the winner's row is visible.
  static func append(
    _ messages: [MessageAppend], isLocal: (Int16) -> Bool, on connection: PostgresConnection
  ) throws -> [AppendOutcome] {
    var outcomes = [AppendOutcome?](repeating: nil, count: messages.count)
    var open = Array(messages.indices)
    while !open.isEmpty {
      var keys: Set<MessageAppend.Key> = []
      let now = open.filter { keys.insert(messages[$0].key).inserted }
      let results = try AppendStatement.run(now.map { messages[$0] }, on: connection)
      for (index, outcome) in zip(now, results) { outcomes[index] = outcome }
      open = open.filter { outcomes[$0] == nil }
    }
    try appendResolved(messages, &outcomes, on: connection)
    let foreign = zip(messages, outcomes).contains { message, outcome in
      outcome == .accepted && !isLocal(message.partition)
    }
    if foreign { try notify(on: connection) }
    return outcomes.compactMap { $0 }
  }

  private static let notification = Statement("SELECT pg_notify('\(notificationChannel)', '')")

  /// Tells the other nodes that there is work in the inbox. Nodes look once a second anyway, so a lost notification
  /// costs time and nothing else.
  public static func notify(on connection: PostgresConnection) throws {
    _ = try connection.query(notification, [])
  }
}
