/// What becomes of an operation on the way from one channel to another. The spelling is stored and is part of the API.
public enum OperationOutcome: String, Sendable, Hashable, CaseIterable {
  /// The recipient's channel does it itself.
  case native
  /// A reply whose first line quotes what it answers.
  case quotedLine = "quoted_line"
  /// Text without its formatting.
  case plainText = "plain_text"
  /// Text that begins with the author's name.
  case nameInFront = "name_in_front"
  /// An edit as a further message with the new words.
  case correction
  /// A deletion as a further message that says so.
  case notice
  /// A reaction as a further message of one sign.
  case words
  /// The history and the webhooks tell of it; on the channel nothing is seen.
  case recorded
  /// Nothing that could be done.
  case impossible

  /// The three classes that everything falls into.
  public enum Class: String, Sendable, Hashable {
    case native
    case degraded
    case impossible
  }

  public var `class`: Class {
    switch self {
    case .native: .native
    case .impossible: .impossible
    case .quotedLine, .plainText, .nameInFront, .correction, .notice, .words, .recorded: .degraded
    }
  }

  /// Whether something goes to the channel.
  public var isSent: Bool { self != .recorded && self != .impossible }
}
