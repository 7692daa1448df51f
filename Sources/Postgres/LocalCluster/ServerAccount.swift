import Glibc

/// The system account that the server runs as: ours, or `postgres` when we are root, which PostgreSQL refuses to run as.
struct ServerAccount: Sendable, Hashable {
  let user: uid_t
  let group: gid_t
  private let mustSwitch: Bool

  /// - Throws: `cluster` when we are root and there is no user `postgres`.
  static func current() throws -> ServerAccount {
    guard geteuid() == 0 else { return ServerAccount(user: geteuid(), group: getegid(), mustSwitch: false) }
    guard let entry = getpwnam("postgres") else {
      throw PostgresError(
        .cluster,
        "PostgreSQL does not run as root, and there is no user postgres to run it as; " + ServerPrograms.advice
      )
    }
    return ServerAccount(user: entry.pointee.pw_uid, group: entry.pointee.pw_gid, mustSwitch: true)
  }

  /// Runs a program as this account.
  func run(_ arguments: [String], home: String) throws -> ChildProcess.Outcome {
    var process = ChildProcess()
    process.environment["HOME"] = home
    guard mustSwitch else { return try process.run(arguments) }
    let switching = ["setpriv", "--reuid=\(user)", "--regid=\(group)", "--clear-groups", "--"]
    return try process.run(switching + arguments)
  }

  /// Makes the account the owner of a file or directory of ours.
  func own(_ path: String) throws {
    guard mustSwitch else { return }
    guard chown(path, user, group) == 0 else {
      throw PostgresError(.cluster, "cannot give \(path) to user postgres: \(String(cString: strerror(errno)))")
    }
  }

  /// Whether the account may go through the directory, by its plain permissions.
  func mayEnter(_ directory: String) -> Bool {
    guard mustSwitch else { return access(directory, X_OK) == 0 }
    var status = stat()
    guard stat(directory, &status) == 0 else { return false }
    if status.st_uid == user { return status.st_mode & S_IXUSR != 0 }
    if status.st_gid == group { return status.st_mode & S_IXGRP != 0 }
    return status.st_mode & S_IXOTH != 0
  }
}
