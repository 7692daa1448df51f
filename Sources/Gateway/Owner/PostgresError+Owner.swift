import Postgres
import Store

extension PostgresError {
  /// Whether the error lies in what is stored or was to be stored, so that trying the same again will not help.
  var concernsRows: Bool {
    switch code {
    case .decode, .encode, .invalidValue, .uniqueViolation, .foreignKeyViolation, .checkViolation, .notNullViolation,
      .integrityViolation, .caller:
      true
    case .server: sqlState != OwnerWrites.fencedState
    default: false
    }
  }
}
