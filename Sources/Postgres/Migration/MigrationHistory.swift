/// The judgement on what a database says was applied to it, compared with what the program knows. No I/O.
struct MigrationHistory {
  struct Applied: Sendable, Hashable {
    let version: Int
    let name: String
    let checksum: String
    let appliedAt: Int64
  }

  /// In ascending order of versions.
  let migrations: [Migration]
  /// The SHA-256 of each of `migrations`, in hexadecimal.
  let checksums: [String]
  let applied: [Applied]

  /// What remains to be done.
  /// - Throws: `migration` when the past does not fit.
  func pending() throws -> [(migration: Migration, checksum: String)] {
    let known = Dictionary(uniqueKeysWithValues: zip(migrations, checksums).map { ($0.version, ($0, $1)) })
    for step in applied {
      guard let (migration, checksum) = known[step.version] else {
        throw PostgresError(
          .migration,
          "the database has migration \(step.version) (\(step.name)), which this program does not know: it is older than the "
            + "database, or the file was removed"
        )
      }
      guard checksum == step.checksum else {
        throw PostgresError(
          .migration,
          "migration \(migration.label) was edited after it had been applied: restore its text and write a new migration"
        )
      }
    }
    let done = Set(applied.map(\.version))
    let newest = done.max() ?? Int.min
    let pending = zip(migrations, checksums).filter { !done.contains($0.0.version) }
    if let late = pending.first(where: { $0.0.version < newest }) {
      throw PostgresError(
        .migration,
        "migration \(late.0.label) was never applied, but the later \(newest) was: give it a number after that one"
      )
    }
    return pending.map { (migration: $0.0, checksum: $0.1) }
  }

  func status() -> [MigrationStatus] {
    let past = Dictionary(uniqueKeysWithValues: applied.map { ($0.version, $0) })
    let known = zip(migrations, checksums).map { migration, checksum in
      let state: MigrationStatus.State =
        switch past[migration.version] {
        case nil: .pending
        case let step? where step.checksum != checksum: .edited
        case let step?: .applied(microsecondsSince1970: step.appliedAt)
        }
      return MigrationStatus(version: migration.version, name: migration.name, state: state)
    }
    let versions = Set(migrations.map(\.version))
    let unknown = applied.filter { !versions.contains($0.version) }
      .map { MigrationStatus(version: $0.version, name: $0.name, state: .unknown) }
    return (known + unknown).sorted { $0.version < $1.version }
  }
}
