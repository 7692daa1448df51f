/// What an endpoint's POSTs are signed with. Never printed.
public struct WebhookSecrets: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
  /// 24 to 64 bytes.
  public var current: [UInt8]
  /// The one before the last rotation.
  public var previous: [UInt8]?
  /// Until when ``previous`` signs as well.
  public var previousUntil: Timestamp?

  public init(current: [UInt8], previous: [UInt8]? = nil, previousUntil: Timestamp? = nil) {
    self.current = current
    self.previous = previous
    self.previousUntil = previousUntil
  }

  public var description: String { "(secret)" }
  public var customMirror: Mirror { Mirror(self, children: [:]) }
}
