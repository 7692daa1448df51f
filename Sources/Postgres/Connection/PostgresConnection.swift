import CLibPQ
import Glibc

/// One connection to PostgreSQL, used by the thread that opened it and no other.
///
/// All calls block that thread, which must not be one of Swift's concurrency pool; `PostgresPool`, `BatchWriter` and
/// `withConnection` bring threads of their own. Underneath libpq runs without blocking, so that a server that is alive but
/// silent costs `statementTimeout + responseGrace` and not for ever. Any failure of the connection makes it unusable: it
/// is closed and another one opened, never repaired.
public final class PostgresConnection {
  let handle: OpaquePointer
  let configuration: PostgresConfiguration
  var encoder = ParameterEncoder()
  var prepared = PreparedStatements()
  var transactionState = TransactionState.none
  /// How long to wait for one result; nil: for ever.
  var responseTimeout: Duration?
  private(set) var isUsable = true

  enum TransactionState {
    case none
    /// `BEGIN` has not been sent yet: it travels with the first statement.
    case requested(IsolationLevel)
    case open
  }

  /// Connects, trying the hosts in turn; blocks for at most `connectTimeout` for each of them.
  /// - Throws: `unavailable`, whether the server is not there or refuses the user, the password or the database.
  public init(_ configuration: PostgresConfiguration) throws {
    self.configuration = configuration
    responseTimeout = configuration.responseTimeout
    handle = try Self.connect(configuration)
    // Notices go to standard error otherwise, with whatever data a function put into them.
    _ = PQsetNoticeProcessor(handle, { _, _ in }, nil)
    guard PQsetnonblocking(handle, 1) == 0, PQenterPipelineMode(handle) == 1 else {
      throw PostgresError(.unavailable, "libpq refuses pipeline mode")
    }
    if let timeout = configuration.statementTimeout { try setTimeouts(timeout) }
    if !configuration.sessionSettings.isEmpty { try apply(configuration.sessionSettings) }
  }

  deinit { PQfinish(handle) }

  /// Whether the connection is open and the server has not hung up; costs one poll(2), no round trip.
  public func isAlive() -> Bool {
    // What waits may be harmless, such as a notification; the end of the stream shows only after it.
    for _ in 0..<8 where isUsable && isReadyNow(for: POLLIN) {
      if PQconsumeInput(handle) == 0 || PQstatus(handle) == CONNECTION_BAD { isUsable = false }
    }
    return isUsable
  }

  /// Makes the connection refuse all further work.
  func abandon() { isUsable = false }

  /// Limits statements, and pauses inside transactions, which hold locks as well; nil: no limit.
  func setTimeouts(_ timeout: Duration?) throws {
    let milliseconds = PostgresValue.text(String(timeout?.milliseconds ?? 0))
    try query(Self.setTimeouts, [milliseconds, milliseconds])
  }

  private static let setTimeouts = Statement(
    """
    SELECT set_config('statement_timeout', $1, false), set_config('idle_in_transaction_session_timeout', $2, false)
    """,
    readOnly: true
  )

  private func apply(_ settings: [String: String]) throws {
    let settings = settings.sorted { $0.key < $1.key }
    try query(Self.applySettings, [.textArray(settings.map(\.key)), .textArray(settings.map(\.value))])
  }

  private static let applySettings = Statement(
    "SELECT set_config(s.name, s.value, false) FROM unnest($1::text[], $2::text[]) AS s(name, value)",
    readOnly: true
  )

  private static func connect(_ configuration: PostgresConfiguration) throws -> OpaquePointer {
    let parameters = configuration.parameters
    let keywords = parameters.map { strdup($0.keyword) }
    let values = parameters.map { strdup($0.value) }
    defer {
      keywords.forEach { free($0) }
      values.forEach { free($0) }
    }
    // The blocking form on purpose: only it applies connect_timeout to each host in turn.
    let handle = PQconnectdbParams(
      keywords.map { UnsafePointer($0) } + [nil],
      values.map { UnsafePointer($0) } + [nil],
      1
    )
    guard let handle else { throw PostgresError(.unavailable, "out of memory") }
    guard PQstatus(handle) == CONNECTION_OK else {
      defer { PQfinish(handle) }
      throw PostgresError(.unavailable, PostgresError.trimmed(PQerrorMessage(handle)))
    }
    return handle
  }
}

extension Duration {
  /// Whole milliseconds, rounded up.
  var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    return seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
  }
}
