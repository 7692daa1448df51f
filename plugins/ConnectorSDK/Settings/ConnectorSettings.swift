/// What an operator writes under `settings:` in channels.yaml.
///
/// One declaration says everything: the names, what they mean, their defaults and limits. The JSON Schema that the gateway
/// checks channels.yaml with is made of it, and so are the complaints.
/// ```swift
/// struct PagerSettings: ConnectorSettings {
///   let token: String
///   let apiBaseURL: String
///
///   init(from settings: inout SettingsReader) {
///     token = settings.secret("token", "what the provider calls the API key")
///     apiBaseURL = settings.url("api_base_url", "where the API is", default: "https://api.example.org")
///   }
/// }
/// ```
public protocol ConnectorSettings: Sendable {
  /// Reads every setting, each time in the same way: nothing here may depend on the value of another setting.
  init(from settings: inout SettingsReader)
}

/// The settings of a connector that has none.
public struct NoSettings: ConnectorSettings {
  public init(from settings: inout SettingsReader) {}
}
