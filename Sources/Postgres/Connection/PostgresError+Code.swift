extension PostgresError {
  /// The kinds of failure that a caller may want to tell apart.
  public enum Code: String, Sendable, Hashable, CaseIterable {
    /// The server cannot be reached, is starting, or went away before anything could be committed.
    case unavailable
    /// A queue of this process is full.
    case overloaded
    /// The pool or writer is shutting down and takes no more work.
    case closed
    /// No answer in time; nothing was committed.
    case timeout
    /// The connection was lost, or went silent, after a commit may have been asked for: it may or may not have happened.
    case outcomeUnknown
    /// 40001: the transaction lost against a concurrent one.
    case serialization
    /// 40P01: the transaction was chosen as a deadlock's victim.
    case deadlock
    /// 55P03: a lock was not available in time.
    case lockUnavailable
    /// 25006: the server is a standby or read-only; after a fail-over the primary is elsewhere.
    case readOnly
    /// 53100: the server's disk is full.
    case diskFull
    /// Other 53xxx: the server is out of memory, connections or configured limits.
    case outOfResources
    /// 23505.
    case uniqueViolation
    /// 23503.
    case foreignKeyViolation
    /// 23514.
    case checkViolation
    /// 23502.
    case notNullViolation
    /// Other 23xxx.
    case integrityViolation
    /// Class 22: the server refused a value. Class 54 too: it is too large, for an index for instance.
    case invalidValue
    /// The transaction could not be committed because an earlier statement in it had failed.
    case transactionAborted
    /// 0A000 of a cached plan, or 26000: the schema changed under a prepared statement. It is prepared anew next time.
    case stalePlan
    /// A result does not have the type, column or non-null value that the program asked for.
    case decode
    /// A parameter is too large to send.
    case encode
    /// The connection string or another setting is wrong.
    case configuration
    /// The history of migrations in the database does not fit the program's.
    case migration
    /// The private cluster could not be made, started or stopped.
    case cluster
    /// The library was used wrongly, for example a transaction inside a transaction.
    case misuse
    /// A closure given by the caller threw an error of its own; see `cause`.
    case caller
    /// Any other error of the server; see `sqlState`.
    case server

    /// Whether the same call may succeed later and certainly changed nothing this time.
    public var isRetriable: Bool {
      switch self {
      case .unavailable, .overloaded, .timeout, .serialization, .deadlock, .lockUnavailable, .readOnly, .diskFull,
        .outOfResources, .stalePlan:
        true
      case .closed, .outcomeUnknown, .uniqueViolation, .foreignKeyViolation, .checkViolation, .notNullViolation,
        .integrityViolation, .invalidValue, .transactionAborted, .decode, .encode, .configuration, .migration,
        .cluster, .misuse, .caller, .server:
        false
      }
    }

    /// Whether a transaction that failed so is run again by itself.
    var isConflict: Bool { self == .serialization || self == .deadlock || self == .stalePlan }

    /// Whether the error speaks about the rows of a batch, so that a smaller batch may succeed.
    var blamesValues: Bool {
      switch self {
      case .uniqueViolation, .foreignKeyViolation, .checkViolation, .notNullViolation, .integrityViolation,
        .invalidValue, .encode:
        true
      default:
        false
      }
    }
  }
}

extension PostgresError.Code {
  /// The code for an error that the server reported for a statement.
  init(sqlState: String) {
    self =
      switch sqlState {
      case "40001": .serialization
      case "40P01": .deadlock
      case "55P03": .lockUnavailable
      case "25006": .readOnly
      case "53100": .diskFull
      case "57014": .timeout
      case "57P01", "57P02", "57P03": .unavailable
      case "23505": .uniqueViolation
      case "23503": .foreignKeyViolation
      case "23514": .checkViolation
      case "23502": .notNullViolation
      case "25P02": .transactionAborted
      case "26000": .stalePlan
      case let state where state.hasPrefix("53"): .outOfResources
      case let state where state.hasPrefix("23"): .integrityViolation
      case let state where state.hasPrefix("22") || state.hasPrefix("54"): .invalidValue
      case let state where state.hasPrefix("08"): .unavailable
      default: .server
      }
  }
}
