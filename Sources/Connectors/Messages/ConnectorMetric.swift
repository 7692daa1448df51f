/// A measurement that a connector took itself.
public struct ConnectorMetric: Sendable, Equatable {
  public enum Kind: Sendable {
    /// Add the value.
    case counter
    /// Set to the value.
    case gauge
    /// Observe the value.
    case histogram
  }

  public var account: String
  /// `[a-z][a-z0-9_]{0,62}`
  public var name: String
  public var kind: Kind
  public var value: Double

  public init(account: String, name: String, kind: Kind, value: Double) {
    self.account = account
    self.name = name
    self.kind = kind
    self.value = value
  }
}
