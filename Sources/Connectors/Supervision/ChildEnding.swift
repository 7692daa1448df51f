import Glibc

/// How a connector's process came to its end.
enum ChildEnding: Equatable {
  case exited(Int32)
  case killed(signal: Int32)
  /// The system would not start it.
  case notStarted(String)
  /// Ended by the gateway: a call did not come back.
  case hung
  /// Ended by the gateway: it did not answer any more.
  case silent
  /// Ended by the gateway: what it said was not to be understood.
  case broken(String)
  /// Ended by the gateway: the library took too long to load.
  case slowToLoad
  /// The library cannot be used any more, or has become another one.
  case unusable(String)
  /// There was no way to the host where it is to run, or that refused it.
  case unlinked(String)
  /// The way to its host was lost; what has become of it there is not known.
  case linkLost(String)
  /// Its host is being stopped, and it came to an orderly end before.
  case left

  /// Whether it is the network's or another host's doing, and says nothing about the connector.
  var isLinkFault: Bool {
    switch self {
    case .unlinked, .linkLost, .left: true
    default: false
    }
  }

  /// For people: goes on from "its process ".
  var description: String {
    switch self {
    case .exited(let code): "ended with exit code \(code)"
    case .killed(let signal): "was killed by \(Self.name(of: signal))"
    case .notStarted(let reason): "could not be started: \(reason)"
    case .hung: "was ended: a call did not come back"
    case .silent: "was ended: it did not answer"
    case .broken(let reason): "was ended: it broke the protocol (\(reason))"
    case .slowToLoad: "was ended: its library took too long to load"
    case .unusable(let reason): "cannot use its library: \(reason)"
    case .unlinked(let reason): "has no link to \(reason)"
    case .linkLost(let reason): "has lost its link to \(reason)"
    case .left: "ended in order, because its host is being stopped"
    }
  }

  /// For metrics: one of a few words, or a signal's name.
  var reason: String {
    switch self {
    case .exited: "exit"
    case .killed(let signal): Self.name(of: signal)
    case .notStarted: "not_started"
    case .hung: "hung"
    case .silent: "silent"
    case .broken: "broken_protocol"
    case .slowToLoad: "slow_to_load"
    case .unusable: "unusable"
    case .unlinked: "unlinked"
    case .linkLost: "link_lost"
    case .left: "left"
    }
  }

  private static func name(of signal: Int32) -> String {
    let names: [Int32: String] = [
      SIGSEGV: "SIGSEGV", SIGBUS: "SIGBUS", SIGILL: "SIGILL", SIGFPE: "SIGFPE", SIGABRT: "SIGABRT", SIGTRAP: "SIGTRAP",
      SIGKILL: "SIGKILL", SIGSYS: "SIGSYS", SIGXCPU: "SIGXCPU", SIGTERM: "SIGTERM",
    ]
    return names[signal] ?? "signal \(signal)"
  }
}
