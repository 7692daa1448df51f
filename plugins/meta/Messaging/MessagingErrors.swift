public import ConnectorSDK
public import MetaGraph

/// What the error codes of the Send API mean for a message.
public enum MessagingErrors {
  /// - Parameter detail: what people are told.
  /// - Returns: nil for a code that is not in the table.
  public static func meaning(_ error: GraphError, _ code: Int64, _ detail: String) -> ConnectorError? {
    bySubcode(code, error.subcode ?? 0, detail) ?? byCode(error, code, detail)
  }

  /// Whether it says that the time for answers has passed.
  public static func isClosedWindow(_ error: GraphError) -> Bool {
    error.code == 10 && [2_018_278, 2_018_065, 2_534_022].contains(error.subcode)
  }

  /// Whether it says no more than that something in the request is wrong.
  public static func isAboutParameters(_ error: GraphError) -> Bool {
    error.code == 100 && bySubcode(100, error.subcode ?? 0, "") == nil
  }

  private static func bySubcode(_ code: Int64, _ subcode: Int64, _ detail: String) -> ConnectorError? {
    switch (code, subcode) {
    case (10, 2_018_278), (10, 2_018_065), (10, 2_534_022):
      .blocked("more than 24 hours since the recipient last wrote; \(detail)")
    // The page or account, until a person has looked.
    case (10, 1_893_063): .authFailed("the account is restricted for a while; \(detail)")
    case (200, 2_018_028): .badConfig("the app is not live, so it reaches nobody without a role on it; \(detail)")
    case (200, 2_534_041):
      .badConfig("access to messages is off: in the account's settings, Messages, Connected tools; \(detail)")
    case (200, 2_534_048): .badConfig("the app lacks Advanced Access: App Review grants it; \(detail)")
    // This person, now.
    case (_, 1_545_041), (10, 2_018_108), (100, 2_534_029):
      .blocked("the recipient cannot be reached: blocked the account, left, or takes no messages; \(detail)")
    case (100, 2_534_037): .blocked("another app has this conversation, and has to hand it over; \(detail)")
    case (_, 2_534_001): .blocked("the recipient has archived or deleted the conversation; \(detail)")
    case (100, 2_018_001), (100, 2_534_014): .notFound("nobody of that id has to do with this account; \(detail)")
    // This message.
    case (100, 2_018_109): .tooLarge(detail)
    case (100, 2_018_008), (100, 2_018_047), (100, 2_018_294): .retry(detail)
    // Meta could not read its own answer: the message may have been sent.
    case (1, 1_357_046): .uncertain(detail)
    case (_, 1_545_133): .retry(detail)
    default: nil
    }
  }

  private static func byCode(_ error: GraphError, _ code: Int64, _ detail: String) -> ConnectorError? {
    switch code {
    case 190: .authFailed("the access token is invalid or has expired; \(detail)")
    // With a subcode that is not known it is about something else than permission.
    case 10: error.subcode == nil ? .authFailed("the access token lacks a permission; \(detail)") : .permanent(detail)
    case 200...299: .authFailed("the access token lacks a permission; \(detail)")
    case 368: .authFailed("the account or the app is blocked for breaking Meta's policies; \(detail)")
    case 551: .blocked("the recipient cannot be reached: blocked the account, left, or takes no messages; \(detail)")
    case 100: .permanent(detail)
    case 4, 17, 32, 613, 80_002, 80_006: .rateLimited(after: error.waitingTime, scope: .instance, detail)
    case 1, 2, 1_200: .retry(detail)
    default: nil
    }
  }
}
