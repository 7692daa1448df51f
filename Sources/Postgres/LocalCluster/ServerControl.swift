import Glibc
import Logging

/// Makes, starts and stops the server of one private cluster, blocking the calling thread.
struct ServerControl: Sendable {
  let layout: ClusterLayout
  let account: ServerAccount
  let programs: ServerPrograms
  let overrides: [String: String]
  let logger: Logger

  /// How long a start may take: recovery after a crash reads up to `max_wal_size` of WAL.
  private static let startPatience = Duration.seconds(300)

  /// Makes sure that the server runs and answers.
  /// - Parameter previous: The socket's directory at an earlier start, to be used again.
  /// - Returns: The directory of its socket.
  func start(previous: String?) throws -> String {
    if let adopted = try adopt() { return adopted }
    try initialize()
    let socketDirectory = try previous ?? makeSocketDirectory()
    try configure(socketDirectory)
    try removeStaleFiles(socketDirectory)
    try launch()
    return socketDirectory
  }

  /// Fast shutdown: clients are cut off, everything committed is on disk.
  /// - Throws: `cluster` when the server is still there after a minute.
  func stop(_ socketDirectory: String) throws {
    if Postmaster.running(layout) != nil {
      let outcome = try control(["stop", "-m", "fast", "-w", "-t", "60"])
      if !outcome.isSuccess, Postmaster.running(layout) != nil {
        throw PostgresError(.cluster, "PostgreSQL does not stop: \(outcome.output)")
      }
    }
    // A directory of our own in /tmp goes with the server.
    if socketDirectory != layout.nearSocketDirectory { rmdir(socketDirectory) }
  }

  /// Takes over a server that a killed process left running.
  private func adopt() throws -> String? {
    let deadline = ContinuousClock.now + Self.startPatience
    var lastError: (any Error)?
    while let postmaster = Postmaster.running(layout) {
      if !postmaster.socketDirectory.isEmpty {
        do {
          try ping(postmaster.socketDirectory)
          logger.notice("Adopted a running PostgreSQL", metadata: ["pid": "\(postmaster.process)"])
          try reconfigure(postmaster.socketDirectory)
          return postmaster.socketDirectory
        } catch {
          lastError = error
        }
      }
      // It may be starting, recovering or shutting down.
      guard ContinuousClock.now < deadline else {
        throw PostgresError(
          .cluster,
          "a PostgreSQL server (process \(postmaster.process)) holds \(layout.data) but does not answer",
          cause: lastError
        )
      }
      usleep(100_000)
    }
    return nil
  }

  private func initialize() throws {
    if Files.exists(layout.versionFile) { return }
    logger.notice("Making a private PostgreSQL cluster", metadata: ["directory": "\(layout.data)"])
    // Left by a start that was interrupted.
    _ = try account.run(["rm", "-rf", layout.unfinishedData], home: layout.root)
    let outcome = try account.run(
      [
        programs.initdb, "-D", layout.unfinishedData, "-U", "postgres", "-E", "UTF8", "--locale=C.UTF-8",
        // Sorting by bytes is fastest and the same on every system.
        "--lc-collate=C", "--auth-local=trust", "--auth-host=reject",
      ],
      home: layout.root
    )
    guard outcome.isSuccess else { throw PostgresError(.cluster, "initdb failed: \(outcome.output)") }
    guard rename(layout.unfinishedData, layout.data) == 0 else {
      throw Files.failure("cannot rename \(layout.unfinishedData)")
    }
  }

  private func makeSocketDirectory() throws -> String {
    let directory: String
    if let near = layout.nearSocketDirectory {
      directory = near
      try Files.makeDirectory(near, mode: 0o700)
    } else {
      var template = Array("/tmp/postgres-XXXXXX".utf8CString)
      guard mkdtemp(&template) != nil else { throw Files.failure("cannot make a directory in /tmp") }
      directory = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    try account.own(directory)
    return directory
  }

  private func configure(_ socketDirectory: String) throws {
    let probe = [programs.postgres, "-D", layout.data, "-c", "wal_compression=lz4", "-C", "wal_compression"]
    let hasLZ4 = try account.run(probe, home: layout.root).isSuccess
    let settings = ServerSettings(socketDirectory: socketDirectory, hasLZ4: hasLZ4, overrides: overrides)
    let path = layout.data + "/postgresql.conf"
    try Files.write(settings.text(), to: path)
    try account.own(path)
  }

  /// PostgreSQL itself recognises most stale files; not when the process id in them belongs to somebody else by now.
  private func removeStaleFiles(_ socketDirectory: String) throws {
    // Orphaned server processes end by themselves; until then the file protects the data from a second server.
    guard !Postmaster.hasLeftovers(layout) else { return }
    for file in [layout.pidFile, socketDirectory + "/.s.PGSQL.5432", socketDirectory + "/.s.PGSQL.5432.lock"]
    where Files.exists(file) {
      logger.notice("Removing what a killed PostgreSQL left behind", metadata: ["file": "\(file)"])
      guard unlink(file) == 0 || errno == ENOENT else { throw Files.failure("cannot remove \(file)") }
    }
  }

  private func launch() throws {
    // One old log is kept, so that the logs cannot grow over the years.
    rename(layout.log, layout.log + ".1")
    let deadline = ContinuousClock.now + .seconds(30)
    while true {
      let outcome = try control([
        "start", "-w", "-t", "\(Self.startPatience.components.seconds)", "-l", layout.log,
      ])
      if outcome.isSuccess { return }
      let log = Files.read(layout.log) ?? ""
      // The processes of a killed server need a moment to notice that they are orphans.
      if log.contains("pre-existing shared memory block"), ContinuousClock.now < deadline {
        usleep(100_000)
        continue
      }
      let lines = log.split(separator: "\n").suffix(5).joined(separator: " | ")
      throw PostgresError(.cluster, "PostgreSQL does not start: \(lines.isEmpty ? outcome.output : lines)")
    }
  }

  private func control(_ arguments: [String]) throws -> ChildProcess.Outcome {
    try account.run([programs.pgCtl] + arguments + ["-D", layout.data], home: layout.root)
  }

  /// The program that started the server may have had other settings.
  private func reconfigure(_ socketDirectory: String) throws {
    try configure(socketDirectory)
    let configuration = try LocalCluster.configuration(socketDirectory, database: "postgres")
    try PostgresConnection(configuration).query(Statement("SELECT pg_reload_conf()"))
  }

  private func ping(_ socketDirectory: String) throws {
    let configuration = try LocalCluster.configuration(socketDirectory, database: "postgres")
    try PostgresConnection(configuration).query(Statement("SELECT 1", readOnly: true))
  }
}
