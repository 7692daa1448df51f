/// That an operation of a message came to this on one delivery's channel: what its readers are told.
public struct OperationNote: Sendable, Hashable {
  public var operation: MessageOperation
  public var outcome: OperationOutcome

  public init(_ operation: MessageOperation, _ outcome: OperationOutcome) {
    self.operation = operation
    self.outcome = outcome
  }
}
