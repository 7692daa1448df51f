/// How a check ended.
package enum CheckEnding: Sendable, Equatable {
  case passed
  case failed(found: String, expected: String)
  case skipped(why: String)
  /// The process was ended by a signal, or ended itself; `how` says by which.
  case crashed(how: String)
  case timedOut(after: Duration)

  /// As reports call it.
  package var name: String {
    switch self {
    case .passed: "passed"
    case .failed: "failed"
    case .skipped: "skipped"
    case .crashed: "crashed"
    case .timedOut: "timed_out"
    }
  }

  /// Whether the connector is at fault.
  package var isBad: Bool {
    switch self {
    case .passed, .skipped: false
    case .failed, .crashed, .timedOut: true
    }
  }
}
