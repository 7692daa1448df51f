import CConfinement

/// seccomp: what may be asked of the kernel at all. The list is in CConfinement/system_calls.c.
enum SystemCalls {
  static func filter(_ report: inout Confinement.Report) {
    let failure = cconfine_filter_system_calls()
    for protection in [Confinement.Protection.network, .processes, .writing, .kernel] {
      report.note(protection, failure)
    }
    // Landlock refuses writing, too.
    if failure != 0, report[.reading] == .enforced { report[.writing] = .enforced }
  }
}
