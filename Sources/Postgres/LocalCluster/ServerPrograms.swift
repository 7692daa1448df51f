import Glibc

/// Where PostgreSQL's own programs are, and of which major version.
struct ServerPrograms: Sendable, Hashable {
  let directory: String
  let major: Int

  var initdb: String { directory + "/initdb" }
  var pgCtl: String { directory + "/pg_ctl" }
  var postgres: String { directory + "/postgres" }

  static let oldestMajor = 15

  static let advice =
    "install the server with `apt-get install postgresql`, or use a server of your own by its database URL"

  /// Looks through `directories`, or through where distributions put the programs.
  /// - Parameter major: The version that an existing data directory needs; nil takes the newest.
  /// - Throws: `cluster`, with advice, when there is none that fits.
  static func find(in directories: [String]? = nil, major: Int? = nil) throws -> ServerPrograms {
    let found = (directories ?? usualDirectories()).compactMap { ServerPrograms(in: $0) }
      .filter { $0.major >= oldestMajor }
    guard let newest = found.max(by: { $0.major < $1.major }) else {
      throw PostgresError(
        .cluster,
        "PostgreSQL's server programs (initdb, pg_ctl, postgres), version \(oldestMajor) or newer, were not found: "
          + advice
      )
    }
    guard let major else { return newest }
    guard let fitting = found.first(where: { $0.major == major }) else {
      throw PostgresError(
        .cluster,
        "the data was written by PostgreSQL \(major), but only version \(newest.major) is installed: "
          + "`apt-get install postgresql-\(major)`, or move the data with pg_upgrade"
      )
    }
    return fitting
  }

  private init?(in directory: String) {
    self.directory = directory
    for program in ["initdb", "pg_ctl", "postgres"] where access("\(directory)/\(program)", X_OK) != 0 { return nil }
    // "postgres (PostgreSQL) 15.18 (Debian ...)"
    guard let outcome = try? ChildProcess().run([directory + "/postgres", "--version"]), outcome.isSuccess,
      let version = outcome.output.split(separator: " ").first(where: { $0.first?.isNumber == true }),
      let major = Int(version.prefix { $0.isNumber })
    else { return nil }
    self.major = major
  }

  private static func usualDirectories() -> [String] {
    let path = getenv("PATH").map { String(cString: $0) } ?? ""
    let versioned = ["/usr/lib/postgresql", "/usr/local"].flatMap { parent in
      Files.entries(of: parent).map { "\(parent)/\($0)/bin" }
    }
    let redHat = Files.entries(of: "/usr").filter { $0.hasPrefix("pgsql-") }.map { "/usr/\($0)/bin" }
    return versioned + redHat + path.split(separator: ":").map(String.init)
  }
}
