/// Where an account's connector runs.
public enum Hosting: String, Sendable, Hashable, CaseIterable {
  /// In a process of its own, which is started again when it crashes or hangs.
  case process
  /// In the gateway itself: faster by a little, and a crash is the gateway's.
  case inProcess = "in_process"
}
