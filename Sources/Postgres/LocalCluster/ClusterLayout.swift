import Glibc

/// Where the parts of a private cluster are.
struct ClusterLayout: Sendable, Hashable {
  /// The directory that the caller named, absolute.
  let base: String

  var lock: String { base + "/postgres.lock" }
  /// Everything of the server; belongs to its account.
  var root: String { base + "/postgres" }
  var data: String { root + "/data" }
  /// Where initdb works until it is done, so that `data` is never half made.
  var unfinishedData: String { root + "/data.new" }
  var log: String { root + "/server.log" }
  var pidFile: String { data + "/postmaster.pid" }
  var versionFile: String { data + "/PG_VERSION" }

  /// The socket directory inside `root`, if its path can be one.
  var nearSocketDirectory: String? {
    let directory = root + "/run"
    return Self.canHoldSocket(directory) ? directory : nil
  }

  /// A socket's address has room for 107 bytes, and lists of hosts and of directories are split at commas and quotes.
  static func canHoldSocket(_ directory: String) -> Bool {
    let longest = 107 - "/.s.PGSQL.5432".utf8.count
    return directory.utf8.count <= longest
      && directory.unicodeScalars.allSatisfy { scalar in
        scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || "/ ._-+".unicodeScalars.contains(scalar)
      }
  }
}
