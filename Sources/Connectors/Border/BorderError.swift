import CConnectorABI

/// Why something that a connector passed was not taken.
package enum BorderError: Error {
  case invalid
  case tooLarge
  /// This host does not have what it needs.
  case unsupported

  package var code: Int32 {
    switch self {
    case .invalid: C4A_INVALID
    case .tooLarge: C4A_TOO_LARGE
    case .unsupported: C4A_UNSUPPORTED
    }
  }
}
