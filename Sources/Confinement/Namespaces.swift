import CConfinement
import Glibc

/// Leaves the host's network for an empty one.
enum Namespaces {
  /// Becomes `user` on the way, because that decides whose the namespaces are. Returns whether the process is alone in a
  /// user namespace, so that its tasks can be counted.
  static func leave(
    becoming user: Confinement.User?, isAlone: Bool, report: inout Confinement.Report
  ) -> Bool {
    guard isAlone else {
      report[.namespaces] = .unavailable("the process has other threads")
      if geteuid() == 0 { become(user, report: &report) }
      return false
    }
    guard geteuid() == 0 else {
      let failure = cconfine_leave_users_and_network()
      report.note(.namespaces, failure)
      return failure == 0
    }
    report.note(.namespaces, cconfine_leave_network())
    become(user, report: &report)
    return getuid() != 0 && cconfine_leave_users() == 0
  }

  private static func become(_ user: Confinement.User?, report: inout Confinement.Report) {
    guard let user else { return }
    let failure = cconfine_become(user.user, user.group)
    if failure != 0 { report.note(.privileges, failure) }
  }
}
