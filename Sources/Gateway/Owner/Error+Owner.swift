import Postgres
import Store

extension Error {
  /// Whether the error lies in what is stored or was to be stored, so that trying the same again will not help.
  var concernsRows: Bool {
    guard let error = self as? PostgresError else { return true }
    switch error.code {
    case .decode, .encode, .invalidValue, .uniqueViolation, .foreignKeyViolation, .checkViolation, .notNullViolation,
      .integrityViolation, .caller:
      return true
    case .server: return error.sqlState != OwnerWrites.fencedState
    default: return false
    }
  }
}
