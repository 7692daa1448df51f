/// A platform's request that is not handed to its connector for a while, because it crashed it more than once.
public struct CrashingCallback: Sendable, Equatable {
  /// The same for each repetition of the request; from its method, path, query and body.
  public var id: String
  /// True with the answer that begins it, false for repetitions meanwhile.
  public var isNew: Bool
  /// For how long, from now.
  public var remaining: Duration

  public init(id: String, isNew: Bool, remaining: Duration) {
    self.id = id
    self.isNew = isNew
    self.remaining = remaining
  }
}
