/// The text of the private cluster's postgresql.conf.
struct ServerSettings {
  let socketDirectory: String
  /// Whether the server was built with lz4.
  let hasLZ4: Bool
  /// Replaces or adds settings by name.
  let overrides: [String: String]

  func text() -> String {
    var lines = [
      "# Written anew at each start. Settings of your own go to local.conf beside this file.",
      "",
    ]
    for (name, value, reason) in Self.settings where overrides[name] == nil {
      lines.append("\(name) = \(Self.quoted(value))  # \(reason)")
    }
    lines.append("wal_compression = \(hasLZ4 ? "lz4" : "on")  # full pages after a checkpoint are most of the WAL")
    // Quoted twice: once as a value of the file, once as an element of a list.
    lines.append("unix_socket_directories = \(Self.quoted("\"\(socketDirectory)\""))")
    for (name, value) in overrides.sorted(by: { $0.key < $1.key }) { lines.append("\(name) = \(Self.quoted(value))") }
    lines.append("include_if_exists = 'local.conf'")
    return lines.joined(separator: "\n") + "\n"
  }

  static func quoted(_ value: String) -> String {
    "'" + value.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''") + "'"
  }

  private static let settings: [(name: String, value: String, reason: String)] = [
    ("listen_addresses", "", "nobody but this machine: Unix socket only"),
    ("port", "5432", "only the socket's name"),
    ("unix_socket_permissions", "0700", "the owner and root"),
    ("max_connections", "100", ""),
    ("fsync", "on", "a promise kept through a power cut is what this database is for"),
    ("synchronous_commit", "on", "see fsync"),
    ("full_page_writes", "on", "see fsync"),
    ("shared_buffers", "256MB", "touched only as needed, so an idle server stays small"),
    ("work_mem", "8MB", ""),
    ("maintenance_work_mem", "64MB", ""),
    ("wal_buffers", "16MB", "big group commits are written in one go"),
    ("min_wal_size", "256MB", "recycled segments need no allocation"),
    ("max_wal_size", "4GB", "checkpoints by time, not by volume"),
    ("checkpoint_timeout", "15min", "fewer full pages; recovery still takes seconds"),
    ("checkpoint_completion_target", "0.9", "spread the writes"),
    ("random_page_cost", "1.1", "solid-state disks"),
    ("effective_io_concurrency", "64", "solid-state disks"),
    ("autovacuum_naptime", "10s", "queue-like tables change all the time"),
    ("autovacuum_vacuum_scale_factor", "0.05", "little and often"),
    ("autovacuum_vacuum_insert_scale_factor", "0.1", "keeps index-only scans cheap on append-only tables"),
    ("autovacuum_analyze_scale_factor", "0.02", "plans must not wait for statistics on a growing table"),
    ("default_statistics_target", "25", "so that it costs little; rows are found by key, whatever the statistics say"),
    ("autovacuum_vacuum_cost_limit", "1000", "finish before the next round"),
    ("jit", "off", "short statements: compiling costs more than it saves"),
    ("max_parallel_workers_per_gather", "0", "throughput of many small statements, not latency of one"),
    ("max_logical_replication_workers", "0", "one process less"),
    ("client_connection_check_interval", "5s", "do not work for clients that are gone"),
    ("timezone", "UTC", ""),
    ("log_timezone", "UTC", ""),
    ("log_min_messages", "log", "a client's errors are the client's to log"),
    ("log_min_error_statement", "panic", "statements and values are private"),
    ("log_error_verbosity", "terse", "details quote values"),
    ("log_checkpoints", "off", ""),
    ("log_autovacuum_min_duration", "-1", ""),
  ]
}
