import Store

/// Messages answer something that nobody has heard of, while their conversations have sends under way: a fast answer
/// can be here before the platform's name of what it answers. Nothing of the batch has been stored.
struct TooEarly: Error {
  /// For how long a platform's request waits for such a name. After that the message is stored without it.
  static let patience = Duration.seconds(1)
  static let pause = Duration.milliseconds(20)

  var events: Set<IngressEventStore.Key>
}
