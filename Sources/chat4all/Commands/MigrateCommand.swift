import ArgumentParser
import Migrations
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
    for status in states { print("\(status.version)  \(status.name)  \(status.state)") }
  }
}
