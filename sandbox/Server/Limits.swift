import NIOCore

/// What the sandbox's server puts up with.
enum Limits {
  /// The largest request body, in bytes. Telegram's and Meta's text calls are far smaller.
  static let body = 1 << 20
  static let connections = 4096
  /// A connection on which nothing happens for so long is closed.
  static let idle = TimeAmount.seconds(150)
  /// How long a fault keeps a request waiting.
  static let hang = TimeAmount.seconds(120)
  /// Elements that a listing returns unless it is asked for fewer.
  static let page = 1000
}
