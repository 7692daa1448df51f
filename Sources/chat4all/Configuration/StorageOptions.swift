import ArgumentParser

/// Where the data is: what every command shares that needs the database.
struct StorageOptions: ParsableArguments {
  @Option(help: "Folder for the private database, the node's id and the address file.")
  var dataDir: String?

  @Option(
    help: "postgres:// URL of a database to use instead of the private one. May hold a password: prefer the variable.")
  var databaseUrl: String?

  func resolve(_ reader: SettingReader = SettingReader()) throws -> StorageSettings {
    StorageSettings(
      dataDirectory: try reader.text("data-dir", flag: dataDir, default: "./data"),
      databaseURL: try reader.optionalText("database-url", flag: databaseUrl))
  }
}

/// Where the data is, resolved.
struct StorageSettings {
  var dataDirectory: Setting<String>
  var databaseURL: Setting<String?>
}
