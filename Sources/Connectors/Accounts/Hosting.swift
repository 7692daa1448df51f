/// Where an account's connector runs.
public enum Hosting: Sendable, Hashable {
  /// In a process of its own, which is started again when it crashes or hangs.
  case process
  /// In the gateway itself: faster by a little, and a crash is the gateway's.
  case inProcess
  /// In a process of its own on another host, which runs `chat4all connector-host`.
  case remote(RemoteHost)
}
