public import ConnectorSDK

/// The settings that every product of Meta has.
extension SettingsReader {
  public mutating func appSecret() -> String? {
    optionalSecret(
      "app_secret", "the app's secret, by which callbacks are known to be Meta's; needed to receive")
  }

  public mutating func verifyToken() -> String? {
    optionalSecret(
      "verify_token", "a word of your own, to be entered beside the callback address in the app; needed to register it")
  }

  public mutating func graphVersion() -> String {
    text(
      "api_version", "the version of the Graph API", default: "v25.0",
      Rule("look like v25.0") { version in
        let parts = version.dropFirst().split(separator: ".", omittingEmptySubsequences: false)
        return version.hasPrefix("v") && parts.count == 2
          && parts.allSatisfy { !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }
      })
  }
}
