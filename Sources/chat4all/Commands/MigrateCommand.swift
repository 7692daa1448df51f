import ArgumentParser
import Migrations
import Model
import Postgres

struct MigrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate", abstract: "Brings the database's schema up to date, and says what it did.")

  @OptionGroup var storage: StorageOptions
  @OptionGroup var log: LogOptions

  func run() async throws {
    let logger = try log.resolve(SettingReader()).logger("chat4all")
    let states = try await DatabaseAccess.with(try storage.resolve(), logger: logger) { configuration in
      let migrator = Migrator(migrations: Migrations.all)
      _ = try await migrator.migrate(configuration)
      return try await migrator.status(configuration)
    }
    for status in states { print("\(status.version)  \(status.name)  \(Self.text(status.state))") }
  }

  private static func text(_ state: MigrationStatus.State) -> String {
    switch state {
    case .applied(let microseconds): "applied \(Timestamp(microseconds: microseconds))"
    case .pending: "pending"
    case .edited: "edited: applied with another text"
    case .unknown: "unknown: applied by another version of this program"
    }
  }
}
