import Glibc

/// The names of the signals that end processes.
enum SignalName {
  static func name(of signal: Int32) -> String {
    switch signal {
    case SIGSEGV: "SIGSEGV, it touched memory that is not its own"
    case SIGABRT: "SIGABRT"
    case SIGBUS: "SIGBUS"
    case SIGILL: "SIGILL"
    case SIGFPE: "SIGFPE"
    case SIGTRAP: "SIGTRAP"
    case SIGKILL: "SIGKILL"
    case SIGPIPE: "SIGPIPE"
    case SIGXFSZ: "SIGXFSZ, it wrote more than 64 MiB"
    case SIGTERM: "SIGTERM"
    default: "signal \(signal)"
    }
  }
}
