extension Confinement {
  /// What to make of a protection that the kernel does not offer.
  public enum Level: String, CaseIterable, Sendable {
    /// A connector does not run without it.
    case required
    /// It is reported, and the connector runs.
    case bestEffort = "best-effort"
    /// Nothing is taken away.
    case off
  }
}
