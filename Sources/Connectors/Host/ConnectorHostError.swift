/// Why a connector host did not start. Trying again does not help before something is changed.
public struct ConnectorHostError: Error, Sendable, CustomStringConvertible {
  public enum Code: String, Sendable {
    /// No file for a plugin's name on the search path.
    case pluginNotFound = "plugin_not_found"
    /// The file is not a library that can be loaded, or not a connector.
    case pluginUnusable = "plugin_unusable"
    /// The host that is to run the connector cannot be reached, or is not who it should be.
    case hostUnreachable = "host_unreachable"
    /// That host does not run it: it has no such plugin, is full, or is being stopped.
    case hostRefuses = "host_refuses"
    /// The connector refuses the account's settings.
    case badSettings = "bad_settings"
    /// `start` was called twice.
    case alreadyStarted = "already_started"
    /// Another reload is under way, or the host is being shut down.
    case busy
  }

  public var code: Code
  /// The account it is about; empty when it is about none.
  public var account: String
  /// What is wrong and what would be right.
  public var message: String
  /// Where the account stands in channels.yaml.
  public var position: SourcePosition?

  public init(code: Code, account: String = "", message: String, position: SourcePosition? = nil) {
    self.code = code
    self.account = account
    self.message = message
    self.position = position
  }

  public var description: String {
    let place = position.map { "\($0.file):\($0.line):\($0.column): " } ?? ""
    return place + (account.isEmpty ? message : "account '\(account)': \(message)")
  }
}

/// Everything that kept a host from starting, at once.
public struct ConnectorHostErrors: Error, Sendable, CustomStringConvertible {
  /// At least one, in the order of the accounts.
  public var errors: [ConnectorHostError]

  public init(errors: [ConnectorHostError]) {
    self.errors = errors
  }

  public var description: String {
    errors.map(\.description).joined(separator: "\n")
  }
}
