import Glibc

/// Makes sure that the server's account can reach the cluster's directory.
struct ClusterAccess {
  let layout: ClusterLayout
  let account: ServerAccount

  /// Lets everybody go through the data directory itself, which reveals nothing in it, but touches nothing above it.
  /// - Throws: `cluster`, naming the directory that is in the way.
  func open() throws {
    if !account.mayEnter(layout.base) {
      var status = stat()
      guard stat(layout.base, &status) == 0, chmod(layout.base, (status.st_mode & 0o7777) | S_IXOTH) == 0 else {
        throw Files.failure("cannot open \(layout.base) for user postgres")
      }
    }
    var directory = Files.parent(of: layout.base)
    while !account.mayEnter(directory) || directory != "/" {
      guard account.mayEnter(directory) else {
        throw PostgresError(
          .cluster,
          "PostgreSQL runs as user postgres, who may not enter \(directory): use a data directory elsewhere, such as under "
            + "/var/lib, or allow it with `chmod o+x \(directory)`"
        )
      }
      directory = Files.parent(of: directory)
    }
    // Permissions are not everything: access lists and security modules have a say, too.
    let outcome = try account.run(["test", "-w", layout.root], home: "/")
    guard outcome.isSuccess else {
      throw PostgresError(.cluster, "user postgres may not use \(layout.root) \(outcome.output)")
    }
  }
}
