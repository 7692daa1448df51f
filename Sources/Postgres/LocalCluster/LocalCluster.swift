public import Logging
public import ServiceLifecycle
import Synchronization

/// A private PostgreSQL server in a directory: made at the first start, reachable through a Unix socket only.
///
/// Run by root the server runs as user `postgres`, who must be able to enter the directory. A server that a killed process
/// left running is adopted. One process at a time may use a directory.
///
/// Call `start` to learn how to connect, then `run` to have the server watched, and stopped in the end.
public final class LocalCluster: Service, Sendable {
  private struct Running {
    let control: ServerControl
    var socketDirectory: String
    let lock: DirectoryLock
  }

  private let layout: ClusterLayout
  private let programs: [String]?
  private let database: String
  private let settings: [String: String]
  private let logger: Logger
  private let running = Mutex<Running?>(nil)

  /// - Parameters:
  ///   - dataDirectory: The cluster goes to `postgres` in it; made when missing.
  ///   - programs: Where to look for initdb, pg_ctl and postgres; nil: where distributions put them.
  ///   - database: Made when missing.
  ///   - settings: Overrides in postgresql.conf.
  public init(
    dataDirectory: String,
    programs: [String]? = nil,
    database: String = "postgres",
    settings: [String: String] = [:],
    logger: Logger
  ) {
    layout = ClusterLayout(base: Files.absolutePath(dataDirectory))
    self.programs = programs
    self.database = database
    self.settings = settings
    self.logger = logger
  }

  /// Starts or adopts the server and waits until it answers.
  /// - Returns: How to connect. It stays good for as long as this process lives, also when the server has to be restarted.
  /// - Throws: `cluster`, with what to do about it.
  public func start() async throws -> PostgresConfiguration {
    let directory = try await DedicatedThread.runThrowing(named: "pg-cluster") { try self.startServer() }
    return try Self.configuration(directory, database: database)
  }

  /// Stops the server, cutting off its clients; does nothing when it does not run.
  public func stop() async throws {
    try await DedicatedThread.runThrowing(named: "pg-cluster") { try self.stopServer() }
  }

  /// Watches the started server, starts it again when it dies, and stops it on graceful shutdown or cancellation.
  public func run() async throws {
    await cancelWhenGracefulShutdown {
      var backoff = Backoff()
      // The server is no child of this process, so nobody reports its end: looking is all there is.
      while (try? await Task.sleep(for: .milliseconds(200))) != nil {
        guard self.hasDied() else {
          backoff.reset()
          continue
        }
        self.logger.error("PostgreSQL died; starting it again")
        do {
          _ = try await self.start()
        } catch {
          self.logger.error("Cannot start PostgreSQL", metadata: ["error": "\(error)"])
          try? await Task.sleep(for: backoff.next())
        }
      }
    }
    try await stop()
  }

  private func hasDied() -> Bool {
    running.withLock { $0 != nil } && Postmaster.running(layout) == nil
  }

  private func startServer() throws -> String {
    let previous = running.withLock { $0 }
    let (control, lock) = try previous.map { ($0.control, $0.lock) } ?? prepare()
    let directory = try control.start(previous: previous?.socketDirectory)
    running.withLock { $0 = Running(control: control, socketDirectory: directory, lock: lock) }
    try makeDatabase(directory)
    return directory
  }

  private func stopServer() throws {
    // Taken out first, so that `run` does not mistake the stop for a death.
    let current = running.withLock { running in
      defer { running = nil }
      return running
    }
    guard let current else { return }
    do {
      try current.control.stop(current.socketDirectory)
    } catch {
      running.withLock { $0 = current }
      throw error
    }
  }

  /// Everything that has to be right before a server can be started.
  private func prepare() throws -> (ServerControl, DirectoryLock) {
    try Files.makeDirectory(layout.base, mode: 0o711)
    let lock = try DirectoryLock(layout.lock)
    let major = Files.read(layout.versionFile).flatMap { Int($0.trimmingWhitespace()) }
    let programs = try ServerPrograms.find(in: programs, major: major)
    let account = try ServerAccount.current()
    try Files.makeDirectory(layout.root, mode: 0o700)
    try account.own(layout.root)
    try ClusterAccess(layout: layout, account: account).open()
    let control = ServerControl(
      layout: layout,
      account: account,
      programs: programs,
      overrides: settings,
      logger: logger
    )
    return (control, lock)
  }

  private func makeDatabase(_ socketDirectory: String) throws {
    guard database != "postgres" else { return }
    let connection = try PostgresConnection(Self.configuration(socketDirectory, database: "postgres"))
    let isThere = Statement("SELECT 1 FROM pg_database WHERE datname = $1", readOnly: true)
    guard try connection.query(isThere, [.text(database)]).isEmpty else { return }
    // A name cannot be a parameter of CREATE DATABASE; quoted as an identifier it is only a name.
    let name = database.split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
    try connection.execute(script: "CREATE DATABASE \"\(name)\"")
  }

  /// How to connect to the server that another process runs in `dataDirectory`; nil when none is running.
  ///
  /// For tools beside a running program: nothing is started, locked or stopped. Needs the rights of the program's account.
  public static func runningServer(
    dataDirectory: String,
    database: String = "postgres"
  ) throws -> PostgresConfiguration? {
    let layout = ClusterLayout(base: Files.absolutePath(dataDirectory))
    guard let postmaster = Postmaster.running(layout), !postmaster.socketDirectory.isEmpty else { return nil }
    return try configuration(postmaster.socketDirectory, database: database)
  }

  static func configuration(_ socketDirectory: String, database: String) throws -> PostgresConfiguration {
    let options = [("host", socketDirectory), ("port", "5432"), ("user", "postgres"), ("dbname", database)]
    return try PostgresConfiguration(
      ConnectionOption.format(options.map { ConnectionOption(keyword: $0.0, value: $0.1, isSecret: false) })
    )
  }
}
