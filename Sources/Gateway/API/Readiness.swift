/// Whether this node can do its work, part by part.
public struct Readiness: Sendable, Hashable {
  public struct Check: Sendable, Hashable {
    /// `database`, `leases` or `connectors`.
    public var name: String
    public var isReady: Bool
    public var detail: String

    public init(name: String, isReady: Bool, detail: String) {
      self.name = name
      self.isReady = isReady
      self.detail = detail
    }
  }

  public var checks: [Check]

  public init(checks: [Check]) {
    self.checks = checks
  }

  public var isReady: Bool { checks.allSatisfy(\.isReady) }
}
