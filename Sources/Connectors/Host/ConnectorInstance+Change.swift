import CConnectorABI

// What can happen to a message beyond being sent. It waits, counts and ends as a send does.
extension ConnectorInstance {
  func change(_ change: OutboundChange, completion: @escaping @Sendable (SendResult) -> Void) -> c4a_op {
    let unsupported =
      operations.function(for: change.kind) == nil
      ? SendResult(
        code: C4A_UNSUPPORTED, detail: "this channel has no '\(change.kind.name)'", reachedConnector: false) : nil
    return enqueue(
      .change(change, completion: completion), deadline: deadline(after: change.deadline), unless: unsupported)
  }

  func performChange(_ change: OutboundChange, _ operation: Operation) {
    let function = operations.function(for: change.kind)
    arena.withChange(change, deadline: operation.deadline) { function?(itself, operation.token, $0) }
  }
}

extension c4a_operations {
  typealias Function = @convention(c) (UnsafeMutableRawPointer?, c4a_op, UnsafePointer<c4a_change>?) -> Void

  func function(for kind: OutboundChange.Kind) -> Function? {
    switch kind {
    case .edit: editText
    case .delete: deleteMessage
    case .reaction: react
    case .read: markRead
    case .typing: typing
    }
  }
}
