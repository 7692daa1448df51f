public import Model

/// What becomes of each operation between each pair of channels: the one place that decides it.
///
/// A row is an operation; a cell depends on what the two channels can do. docs/channels.md prints it for the channels that
/// ship with the gateway.
public enum DegradationTable {
  /// - Parameters:
  ///   - source: The channel on which it happened.
  ///   - target: The channel of the person who is to see it.
  public static func outcome(
    of operation: MessageOperation, from source: ChannelTraits, to target: ChannelTraits
  ) -> OperationOutcome {
    switch operation {
    case .reply:
      if target.contains(.reply) { return .native }
      return target.contains(.text) ? .quotedLine : .impossible
    case .formatting:
      if target.contains(.formatting) { return .native }
      return target.contains(.text) ? .plainText : .impossible
    case .author:
      if target.contains(.authors) { return .native }
      return target.contains(.text) ? .nameInFront : .impossible
    case .edit:
      if target.contains(.edit) { return .native }
      return target.contains(.text) ? .correction : .recorded
    case .delete:
      if target.contains(.delete) { return .native }
      // That something was taken back says nothing without saying what, and the words are to be forgotten.
      return target.isSuperset(of: [.text, .reply]) ? .notice : .recorded
    case .reaction:
      if target.contains(.reaction) { return .native }
      return target.contains(.text) ? .words : .recorded
    case .receipt:
      guard source.contains(.readReports) else { return .impossible }
      return target.contains(.markRead) ? .native : .recorded
    case .typing:
      return target.contains(.typing) ? .native : .impossible
    }
  }

  /// What a channel that has the function answered `unsupported` to becomes: as if it did not have it.
  public static func fallback(of operation: MessageOperation, to target: ChannelTraits) -> OperationOutcome {
    let trait: ChannelTraits =
      switch operation {
      case .reply: .reply
      case .formatting: .formatting
      case .author: .authors
      case .edit: .edit
      case .delete: .delete
      case .reaction: .reaction
      case .receipt: .markRead
      case .typing: .typing
      }
    return outcome(of: operation, from: .internal, to: target.subtracting(trait))
  }
}
