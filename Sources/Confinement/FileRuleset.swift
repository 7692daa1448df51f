import CConfinement

/// Landlock: which files may be read. Nothing may be written or executed.
enum FileRuleset {
  /// A ruleset that lets `paths` be read; what does not exist is left out. nil when the kernel has no Landlock.
  static func prepare(reading paths: [String]) -> Int32? {
    let version = cconfine_landlock_version()
    guard version > 0 else { return nil }
    let ruleset = cconfine_landlock_ruleset(version)
    guard ruleset >= 0 else { return nil }
    for path in paths { _ = cconfine_landlock_read(ruleset, path) }
    return ruleset
  }

  static func enforce(_ ruleset: Int32?, isAlone: Bool, report: inout Confinement.Report) {
    guard let ruleset else {
      report[.reading] = .unavailable("the kernel has no Landlock, which came with Linux 5.13 and may be switched off")
      return
    }
    report.note(.reading, cconfine_landlock_enforce(ruleset))
    if !isAlone { report[.reading] = .unavailable("the process has other threads") }
  }
}
