import Glibc

/// What this machine offers, found out without the code that is tested: so a test is skipped only where it has to be.
enum Kernel {
  static let hasLandlock = (try? Probe(level: .off).attempt("have_landlock").outcome) == 0
  static let hasUserNamespaces = (try? Probe(level: .off).attempt("make_user_namespace").outcome) == 0
  static let isRoot = getuid() == 0
}
