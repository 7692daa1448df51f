#if canImport(Glibc)
  import Glibc
#endif

/// How many files and sockets this process may have open.
enum OpenFiles {
  /// More than the shares of many accounts and API connections take, and few enough for tables made for all of them.
  private static let enough: rlim_t = 65_536

  /// Raises the usual limit, 1,024 for the sake of programs that know nothing better, as far as this user may.
  static func allowMany() {
    let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
    var limit = rlimit()
    guard getrlimit(resource, &limit) == 0, limit.rlim_cur < enough else { return }
    limit.rlim_cur = min(limit.rlim_max, enough)
    setrlimit(resource, &limit)
  }
}
