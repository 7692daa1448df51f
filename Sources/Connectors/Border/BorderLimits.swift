/// The most that is taken over from a connector at once; beyond it the answer is `TOO_LARGE`.
enum BorderLimits {
  /// Ids, chats, names, header names: bytes.
  static let identifier = 1_024
  /// Addresses of people, which are shorter in the database: bytes.
  static let address = 512
  /// A message's text: bytes.
  static let text = 1 << 20
  /// Longer details and log lines are cut: bytes.
  static let detail = 4_096
  /// A platform's own words, and the body of an answer to it: bytes.
  static let body = 1 << 20
  /// Header and metadata values: bytes.
  static let value = 8_192
  /// Entries of a list.
  static let entries = 256
  /// Events of one webhook request.
  static let eventsPerWebhook = 1_000
  /// Timers, and posted callbacks, of one instance.
  static let callbacks = 10_000
  /// HTTP requests of one instance whose callbacks have not been called.
  static let requests = 1_024
  /// URLs: bytes.
  static let url = 16_384
  /// The body of an HTTP request, its parts together: bytes.
  static let request = 64 << 20
  /// The bodies of one instance's requests whose callbacks have not been called, together, beyond the first: bytes.
  static let requestsTogether = 128 << 20
  /// The most that may be asked for as the limit of an HTTP response: bytes.
  static let response = 64 << 20
  /// The longest file, in bytes.
  static let file = 2 << 30
  /// Files that one instance has at once: those of its messages, and the responses that became one.
  static let files = 64
  /// The longest time-out of an HTTP request: milliseconds.
  static let timeout: UInt32 = 600_000
  /// The name of a kept value: bytes.
  static let stateKey = 128
  /// A kept value: bytes.
  static let stateValue = 64 << 10
  /// Kept values of one account.
  static let stateValues = 1_000
  /// Log lines of one instance, per second.
  static let logLinesPerSecond = 200.0
}
