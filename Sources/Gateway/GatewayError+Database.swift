import Model
import Postgres

extension GatewayError {
  /// What a failure of the database means to a caller. The server's own words stay inside.
  init(database error: any Error) {
    guard let error = error as? PostgresError else {
      self.init(.internalError, "The gateway made a mistake. Nothing was changed that was not confirmed.")
      return
    }
    switch error.code {
    case .overloaded:
      self.init(.overloaded, "Too many requests wait for the database. Try again.", retryAfter: .seconds(1))
    case .unavailable, .closed, .timeout, .readOnly, .diskFull, .outOfResources, .lockUnavailable, .serialization,
      .deadlock, .stalePlan:
      self.init(
        .unavailable, "The database cannot be used now. Nothing was changed. Try again.", retryAfter: .seconds(2))
    case .outcomeUnknown:
      self.init(
        .unavailable, "The database went away. Repeat the request: it takes effect once.", retryAfter: .seconds(2))
    default:
      self.init(.internalError, "The gateway made a mistake. Nothing was changed that was not confirmed.")
    }
  }
}
