import CConnectorABI

/// Why something did not work, in the words that the gateway acts on.
public struct ConnectorError: Error, Sendable, Equatable, CustomStringConvertible {
  /// A result code of the interface. The first digit decides: 1 is tried again, 2 never, 3 stops the account until a
  /// person has looked, 4 means that the message may have arrived.
  public struct Code: RawRepresentable, Sendable, Hashable {
    public let rawValue: Int32
    public init(rawValue: Int32) { self.rawValue = rawValue }

    public static let retry = Self(rawValue: C4A_RETRY)
    public static let rateLimited = Self(rawValue: C4A_RATE_LIMITED)
    public static let permanent = Self(rawValue: C4A_PERMANENT)
    public static let unsupported = Self(rawValue: C4A_UNSUPPORTED)
    public static let tooLarge = Self(rawValue: C4A_TOO_LARGE)
    public static let blocked = Self(rawValue: C4A_BLOCKED)
    public static let notFound = Self(rawValue: C4A_NOT_FOUND)
    public static let authFailed = Self(rawValue: C4A_AUTH_FAILED)
    public static let badConfig = Self(rawValue: C4A_BAD_CONFIG)
    public static let uncertain = Self(rawValue: C4A_UNCERTAIN)
    public static let cancelled = Self(rawValue: C4A_CANCELLED)
    public static let timeout = Self(rawValue: C4A_TIMEOUT)

    /// Whether the same thing may work later without anybody's help.
    public var isTemporary: Bool { rawValue / 100 == 1 }
    /// Whether it will never work.
    public var isPermanent: Bool { rawValue / 100 == 2 }
  }

  /// What a rate limit holds for.
  public enum Scope: UInt32, Sendable {
    case instance = 0
    case chat = 1
  }

  public var code: Code
  /// For people: what went wrong. No secrets, and nothing of the message's text.
  public var detail: String
  /// With codes 1xx: not before. Nil: the gateway chooses.
  public var retryAfter: Duration?
  public var scope: Scope

  public init(_ code: Code, _ detail: String, retryAfter: Duration? = nil, scope: Scope = .instance) {
    self.code = code
    self.detail = detail
    self.retryAfter = retryAfter
    self.scope = scope
  }

  public var description: String { detail.isEmpty ? "code \(code.rawValue)" : detail }

  /// Did not work this time.
  public static func retry(_ detail: String, after: Duration? = nil) -> Self {
    Self(.retry, detail, retryAfter: after)
  }

  /// Refused for going too fast.
  public static func rateLimited(after: Duration? = nil, scope: Scope, _ detail: String = "rate limit") -> Self {
    Self(.rateLimited, detail, retryAfter: after, scope: scope)
  }

  /// Will never work.
  public static func permanent(_ detail: String) -> Self { Self(.permanent, detail) }
  /// The platform cannot do that.
  public static func unsupported(_ detail: String) -> Self { Self(.unsupported, detail) }
  /// Longer than the platform takes.
  public static func tooLarge(_ detail: String) -> Self { Self(.tooLarge, detail) }
  /// The recipient blocked us, never wrote to us, or the time for answers has passed.
  public static func blocked(_ detail: String) -> Self { Self(.blocked, detail) }
  /// No such recipient or chat.
  public static func notFound(_ detail: String) -> Self { Self(.notFound, detail) }
  /// The platform does not accept our credentials.
  public static func authFailed(_ detail: String) -> Self { Self(.authFailed, detail) }
  /// A setting is wrong: say which, and what would be right.
  public static func badConfig(_ detail: String) -> Self { Self(.badConfig, detail) }
  /// The request went out, and nobody knows what became of it.
  public static func uncertain(_ detail: String) -> Self { Self(.uncertain, detail) }
  /// Given up on request.
  public static func cancelled(_ detail: String = "cancelled") -> Self { Self(.cancelled, detail) }
}
