public import JSON

extension ChannelsFile {
  /// Reads a file that holds the settings of one account: what stands under `settings` in channels.yaml.
  ///
  /// - Throws: `ConfigurationError` with everything that is wrong, each with its line.
  public static func loadSettings(
    contentsOf path: String, environment: [String: String]
  ) throws -> [String: JSONValue] {
    var reader = ChannelsFileReader(file: path, environment: environment)
    let settings = reader.readSettingsFile(try text(of: path))
    guard reader.issues.isEmpty else { throw ConfigurationError(issues: reader.issues) }
    return settings
  }
}
