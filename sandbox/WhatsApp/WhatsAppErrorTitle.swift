/// What WhatsApp's error codes are called.
enum WhatsAppErrorTitle {
  static func of(_ code: Int) -> String { titles[code] ?? "Something went wrong" }

  /// The HTTP status that a code mostly comes with.
  static func status(_ code: Int) -> Int {
    switch code {
    case 0, 190: 401
    case 3, 10, 200...299, 368, 131005, 131031: 403
    case 4, 80007, 80008, 130429: 429
    case 1, 131000: 500
    case 2, 131016, 133004: 503
    default: 400
    }
  }

  static func details(_ code: Int) -> String {
    switch code {
    case 131026: "Message Undeliverable."
    case 131047:
      "Message failed to send because more than 24 hours have passed since the customer last replied to this number."
    default: of(code)
    }
  }

  private static let titles: [Int: String] = [
    0: "We were unable to authenticate the app user", 1: "Invalid request or possible server error",
    2: "Temporary due to downtime or due to being overloaded", 3: "Capability or permissions issue",
    4: "The app has reached its API call rate limit", 10: "Permission is either not granted or has been removed",
    33: "The business phone number has been deleted", 100: "Invalid parameter", 190: "Your access token has expired",
    368: "Temporarily blocked for policies violations", 80007: "Rate limit issues",
    80008: "The WhatsApp Business Account has reached its rate limit", 130403: "The business has blocked this user",
    130429: "Rate limit hit", 130472: "User's number is part of an experiment",
    130497: "Business account is restricted from messaging users in this country", 131000: "Something went wrong",
    131005: "Access denied", 131008: "Required parameter is missing", 131009: "Parameter value is not valid",
    131016: "Service unavailable", 131021: "Recipient cannot be sender", 131026: "Message undeliverable",
    131030: "Recipient phone number not in allowed list", 131031: "Account has been locked",
    131037: "Display name approval is required", 131041: "Group message failed",
    131042: "Business eligibility payment issue", 131045: "Incorrect certificate", 131047: "Re-engagement message",
    131048: "Spam rate limit hit",
    131049: "This message was not delivered to maintain healthy ecosystem engagement.",
    131050: "User has stopped receiving marketing messages", 131051: "Unsupported message type",
    131052: "Media download error", 131053: "Media upload error",
    131056: "(Business Account, Consumer Account) pair rate limit hit",
    131057: "Business Account is in maintenance mode",
    133004: "Server Temporarily Unavailable", 135000: "Generic user error", 137000: "Identity hash mismatch",
  ]
}
