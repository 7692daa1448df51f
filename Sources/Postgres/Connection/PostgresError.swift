/// What went wrong between the program and PostgreSQL.
///
/// `code` is API, the texts are not. `description` names the failed statement's SQL, which is fixed text, and never a
/// parameter, a row's content or a password: details and hints of the server are dropped, and so are its messages about
/// malformed values (class 22), because they quote the value.
public struct PostgresError: Error, Sendable {
  public let code: Code
  public let message: String
  /// The server's five-character SQLSTATE; nil when the failure was seen on the client's side.
  public let sqlState: String?
  /// The violated constraint's name, when the server told it.
  public let constraint: String?
  /// The SQL that failed, when one statement is to blame.
  public let statement: String?
  /// What lies beneath, for example the error thrown by a caller's closure.
  public let cause: (any Error)?

  public init(
    _ code: Code,
    _ message: String,
    sqlState: String? = nil,
    constraint: String? = nil,
    statement: String? = nil,
    cause: (any Error)? = nil
  ) {
    self.code = code
    self.message = message
    self.sqlState = sqlState
    self.constraint = constraint
    self.statement = statement
    self.cause = cause
  }

  /// Whether the same call may succeed later and certainly changed nothing this time.
  public var isRetriable: Bool { code.isRetriable }

  /// Wraps whatever a caller's closure threw, leaving a `PostgresError` as it is.
  public init(wrapping error: any Error) {
    if let error = error as? PostgresError {
      self = error
    } else {
      self.init(.caller, "the closure given by the caller failed", cause: error)
    }
  }
}

extension PostgresError: CustomStringConvertible {
  public var description: String {
    var text = "\(code.rawValue): \(message)"
    if let sqlState { text += " [\(sqlState)]" }
    if let statement { text += " in: \(Self.abridged(statement))" }
    if let cause { text += " (cause: \(type(of: cause)))" }
    return text
  }

  /// One line of at most 120 characters: enough to find the statement in the source.
  private static func abridged(_ sql: String) -> String {
    let line = sql.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    return line.count <= 120 ? line : line.prefix(119) + "…"
  }
}
