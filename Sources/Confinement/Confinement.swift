import CConfinement

/// Takes from this process what a connector has no use for, for good. A connector's child calls it when it has its sockets
/// and before it loads the plugin.
///
/// What is taken is taken from this process and from the threads that it starts; there is no way back, and no way to try.
/// Call it while there is one thread: several of the protections belong to threads, and are reported as unavailable when
/// there are others.
public enum Confinement {
  /// Applies as much of `policy` as this kernel offers, and tells for each protection whether it holds.
  ///
  /// Nothing is fatal here: who demands confinement looks at ``Report/refusal(of:)`` and ends the process.
  public static func apply(_ policy: Policy) -> Report {
    var report = Report()
    guard policy.level != .off else {
      for protection in Protection.allCases { report[protection] = .unavailable("it was switched off") }
      return report
    }
    let isAlone = cconfine_thread_count() == 1
    ResourceLimits.apply(policy, to: &report)
    // Paths are opened before anything is given up that opening might need.
    let ruleset = FileRuleset.prepare(reading: policy.readablePaths + ReadableFiles.everywhere)
    let hasOwnUsers = Namespaces.leave(becoming: policy.user, isAlone: isAlone, report: &report)
    Privileges.drop(becoming: policy.user, isAlone: isAlone, report: &report)
    ResourceLimits.limitThreads(policy.threads, hasOwnUsers: hasOwnUsers, user: policy.user, report: &report)
    FileRuleset.enforce(ruleset, isAlone: isAlone, report: &report)
    // The last step: it refuses the system calls that the others are made of.
    SystemCalls.filter(&report)
    return report
  }
}
