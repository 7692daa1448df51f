import Glibc

extension TLSProblem {
  /// What the system calls an error.
  static func reason(of code: Int32) -> String {
    String(cString: strerror(code)).lowercased()
  }
}
