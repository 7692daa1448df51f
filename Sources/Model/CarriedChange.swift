/// A change of a message on its way to one recipient. A delivery that has one carries the change, and not the message.
public struct CarriedChange: Sendable, Hashable {
  /// The raw values are stored; they never change.
  public enum Kind: Int16, Sendable, Hashable {
    case edit = 1
    case delete = 2
    case reaction = 3

    public var operation: MessageOperation {
      switch self {
      case .edit: .edit
      case .delete: .delete
      case .reaction: .reaction
      }
    }
  }

  public var kind: Kind
  public var outcome: OperationOutcome
  /// An edit's new words, or a reaction's sign, which is empty where it was taken back.
  public var text: String
  public var format: MessageFormat
  /// Who did it; nil where the platform did not say.
  public var actor: String?
  /// What to call them where it is said in words; nil where it goes without saying: between two people.
  public var actorName: String?
  /// When, by the clock of where it came from.
  public var occurredAt: Timestamp
  /// The ordinal of the delivery by which the recipient got the message; nil where they wrote it.
  public var original: Int16?

  public init(
    kind: Kind, outcome: OperationOutcome, text: String = "", format: MessageFormat = .plain, actor: String? = nil,
    actorName: String? = nil, occurredAt: Timestamp, original: Int16? = nil
  ) {
    self.kind = kind
    self.outcome = outcome
    self.text = text
    self.format = format
    self.actor = actor
    self.actorName = actorName
    self.occurredAt = occurredAt
    self.original = original
  }
}
