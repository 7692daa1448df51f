/// Brings a database's schema up to the program's, once, however many nodes start at the same moment.
///
/// The table `schema_migrations` says what was applied, with a SHA-256 of each text. An advisory lock makes nodes wait for
/// each other; each migration is one transaction together with its entry in the table.
public struct Migrator: Sendable {
  private let migrations: [Migration]
  /// How long to wait for another node that is migrating, and the longest that one migration may take.
  private let patience: Duration

  public init(migrations: [Migration], patience: Duration = .seconds(3600)) {
    self.migrations = migrations.sorted { $0.version < $1.version }
    self.patience = patience
  }

  /// Applies what is pending, blocking the calling thread.
  /// - Returns: The migrations applied now; empty when there was nothing to do.
  /// - Throws: `migration` when the history was edited, misses a step or is out of order, and then changes nothing; the
  ///   statement's error when a migration fails, with those before it applied.
  @discardableResult
  public func migrate(_ connection: PostgresConnection) throws -> [Migration] {
    try checkVersions()
    return try connection.withStatementTimeout(patience) {
      try connection.query(Self.lock)
      // When this fails the connection is lost, and the lock with it.
      defer { _ = try? connection.query(Self.unlock) }
      try connection.execute(script: Self.createTable)
      let pending = try history(connection).pending()
      for (migration, checksum) in pending { try apply(migration, checksum, connection) }
      return pending.map(\.migration)
    }
  }

  /// As `migrate(_:)`, on a connection and thread of its own.
  @discardableResult
  public func migrate(_ configuration: PostgresConfiguration) async throws -> [Migration] {
    try await PostgresConnection.withConnection(configuration) { try migrate($0) }
  }

  /// Where each migration stands, those that the program does not know included; changes nothing.
  public func status(_ connection: PostgresConnection) throws -> [MigrationStatus] {
    try checkVersions()
    return try history(connection).status()
  }

  /// As `status(_:)`, on a connection and thread of its own.
  public func status(_ configuration: PostgresConfiguration) async throws -> [MigrationStatus] {
    try await PostgresConnection.withConnection(configuration) { try status($0) }
  }

  private func checkVersions() throws {
    for (former, latter) in zip(migrations, migrations.dropFirst()) where former.version == latter.version {
      throw PostgresError(
        .migration,
        "two migrations have the number \(former.version): \(former.name), \(latter.name)"
      )
    }
  }

  private func history(_ connection: PostgresConnection) throws -> MigrationHistory {
    let checksums = try connection.query(Self.checksums, [.textArray(migrations.map(\.sql))]).map { try $0.text(0) }
    var applied: [MigrationHistory.Applied] = []
    if try connection.query(Self.tableExists).single().bool(0) {
      applied = try connection.query(Self.appliedSteps).map { row in
        try MigrationHistory.Applied(
          version: Int(row.int64(0)),
          name: row.text(1),
          checksum: row.text(2),
          appliedAt: row.timestamp(3)
        )
      }
    }
    return MigrationHistory(migrations: migrations, checksums: checksums, applied: applied)
  }

  private func apply(_ migration: Migration, _ checksum: String, _ connection: PostgresConnection) throws {
    do {
      try connection.transaction { connection in
        try connection.execute(script: migration.sql)
        let entry: [PostgresValue] = [.int64(Int64(migration.version)), .text(migration.name), .text(checksum)]
        try connection.query(Self.record, entry)
      }
    } catch let error as PostgresError {
      throw PostgresError(
        error.code,
        "migration \(migration.label): \(error.message)",
        sqlState: error.sqlState,
        constraint: error.constraint,
        statement: error.statement,
        cause: error
      )
    }
  }

  /// The key is arbitrary, but must never change: all versions of the program have to agree on it.
  private static let lock = Statement("SELECT pg_advisory_lock(7165092713442181)")
  private static let unlock = Statement("SELECT pg_advisory_unlock(7165092713442181)")

  private static let createTable = """
    CREATE TABLE IF NOT EXISTS schema_migrations (
      version bigint PRIMARY KEY,
      name text NOT NULL,
      checksum text NOT NULL,
      applied_at timestamptz NOT NULL DEFAULT now()
    )
    """

  /// By the server, so that the program needs no cryptography for it.
  private static let checksums = Statement(
    "SELECT encode(sha256(convert_to(t, 'UTF8')), 'hex') FROM unnest($1::text[]) WITH ORDINALITY AS u(t, i) ORDER BY i",
    readOnly: true
  )
  private static let tableExists = Statement(
    "SELECT to_regclass('schema_migrations') IS NOT NULL",
    readOnly: true
  )
  private static let appliedSteps = Statement(
    "SELECT version, name, checksum, applied_at FROM schema_migrations ORDER BY version",
    readOnly: true
  )
  private static let record = Statement(
    "INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, $3)"
  )
}
