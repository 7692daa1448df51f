import ConnectorSDK
import MetaGraph

extension GraphError {
  /// What it means for a message on WhatsApp.
  var whatsAppError: ConnectorError { connectorError("WhatsApp", WhatsAppErrors.meaning) }
}

/// What the Cloud API's error codes mean for a message.
enum WhatsAppErrors {
  /// - Parameter detail: what people are told.
  /// - Returns: nil for a code that is not in the table.
  static func meaning(_ error: GraphError, _ code: Int64, _ detail: String) -> ConnectorError? {
    let wait = error.waitingTime
    return switch code {
    // The token, or what it may do.
    case 0, 190: .authFailed("the access_token is invalid or has expired; \(detail)")
    case 3, 10, 200...299, 131_005: .authFailed("the access_token lacks a permission; \(detail)")

    // Too fast. 4 and 80007: calls of the app or the business account; 130429: messages of the number.
    case 4, 80_007, 80_008: .rateLimited(after: wait ?? .seconds(60), scope: .instance, detail)
    case 130_429: .rateLimited(after: wait ?? .seconds(1), scope: .instance, detail)
    case 131_056: .rateLimited(after: wait, scope: .chat, detail)
    case 131_048: .rateLimited(after: wait ?? .seconds(3_600), scope: .instance, detail)
    case 131_064, 133_016: .rateLimited(after: wait ?? .seconds(60), scope: .instance, detail)

    // Trouble on Meta's side.
    case 1, 2, 131_000, 131_016, 133_004: .retry(detail)
    case 131_057: .retry(detail, after: .seconds(60))

    // A person has to look.
    case 368, 131_031: .authFailed("the account is restricted or locked; \(detail)")
    case 131_037, 131_042, 131_045: .badConfig(detail)

    // This recipient, now.
    case 131_047: .blocked("more than 24 hours since the recipient last wrote; \(detail)")
    case 130_403, 130_497, 131_050: .blocked(detail)
    case 131_030: .blocked("a test number writes to listed numbers only; \(detail)")
    case 131_062, 131_063: .notFound(detail)

    // This message.
    case 131_051: .unsupported(detail)
    case 33, 100, 131_008, 131_009, 131_020, 131_021, 131_026, 131_041, 131_049, 131_052, 131_053, 130_472, 135_000,
      137_000:
      .permanent(detail)
    case 131_200...131_299, 132_000...132_099: .permanent(detail)

    default: nil
    }
  }
}
