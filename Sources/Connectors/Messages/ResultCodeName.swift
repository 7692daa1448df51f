import CConnectorABI

/// The names of result codes, for logs, details and the API.
package enum ResultCodeName {
  package static func name(of code: Int32) -> String {
    switch code {
    case C4A_OK: "ok"
    case C4A_RETRY: "retry"
    case C4A_RATE_LIMITED: "rate_limited"
    case C4A_PERMANENT: "permanent"
    case C4A_UNSUPPORTED: "unsupported"
    case C4A_TOO_LARGE: "too_large"
    case C4A_BLOCKED: "blocked"
    case C4A_NOT_FOUND: "not_found"
    case C4A_AUTH_FAILED: "auth_failed"
    case C4A_BAD_CONFIG: "bad_config"
    case C4A_UNCERTAIN: "uncertain"
    case C4A_CANCELLED: "cancelled"
    case C4A_TIMEOUT: "timeout"
    case C4A_STALE: "stale"
    case C4A_INVALID: "invalid"
    case C4A_WRONG_STATE: "wrong_state"
    case C4A_BUFFER_TOO_SMALL: "buffer_too_small"
    default: "code_\(code)"
    }
  }
}
