import CConfinement
import Glibc

/// Gives up what root, or a program with the set-user-id bit, could do.
enum Privileges {
  static func drop(becoming user: Confinement.User?, isAlone: Bool, report: inout Confinement.Report) {
    let couldNotBecome = report[.privileges]
    let capabilities = cconfine_drop_capabilities()
    let newPrivileges = cconfine_no_new_privileges()
    report.note(.privileges, capabilities != 0 ? capabilities : newPrivileges)
    if let user, getuid() != user.user {
      report[.privileges] =
        getuid() == 0 ? couldNotBecome : .unavailable("only a gateway that runs as root can give connectors a user")
    }
    if !isAlone { report[.privileges] = .unavailable("the process has other threads") }
    // After the change of user, which sets it back.
    let inspection = cconfine_not_inspectable()
    if inspection != 0 { report.note(.inspection, inspection) }
  }
}
