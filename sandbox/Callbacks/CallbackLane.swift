/// What is in order with what: callbacks of one lane go out one after another, lanes beside each other.
enum CallbackLane: Hashable, Sendable {
  /// The callbacks about one chat.
  case chat(Int64)
  /// A callback that a fault took out of its chat's order.
  case alone(Int64)
}
