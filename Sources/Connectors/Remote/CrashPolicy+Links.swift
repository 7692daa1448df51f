extension CrashPolicy.Limits {
  /// For links to other hosts: a network that is down does not become better by being left alone, so it is tried for ever,
  /// every 30 s at least.
  static let links = CrashPolicy.Limits(
    longestDelay: .seconds(25), stableAfter: .seconds(10), quarantineAfter: .max)
}
