import CConnectorABI
public import ConnectorSDK

// What can happen to a message beyond being sent. Nil: it has not ended.
extension FakeHost {
  public func edit(_ change: Change) -> Result<Sent, ConnectorError>? { perform(change, operations?.editText) }

  public func delete(_ change: Change) -> Result<Sent, ConnectorError>? {
    perform(change, operations?.deleteMessage)
  }

  public func react(_ change: Change) -> Result<Sent, ConnectorError>? { perform(change, operations?.react) }

  public func markRead(_ change: Change) -> Result<Sent, ConnectorError>? { perform(change, operations?.markRead) }

  public func showTyping(_ change: Change) -> Result<Sent, ConnectorError>? { perform(change, operations?.typing) }

  private typealias Function = @convention(c) (UnsafeMutableRawPointer?, c4a_op, UnsafePointer<c4a_change>?) -> Void

  /// The connector's table; nil where it has none.
  private var operations: c4a_operations? {
    var id = BorderArena()
    return functions.get_extension?(id.text(C4A_OPERATIONS))?.assumingMemoryBound(to: c4a_operations.self).pointee
  }

  /// A function that the connector does not have is answered as the real host does.
  private func perform(_ change: Change, _ function: Function?) -> Result<Sent, ConnectorError>? {
    guard let function else { return .failure(ConnectorError(.unsupported, "the connector has no such function")) }
    let op = newToken()
    enter { withChange(change) { function(context, op, $0) } }
    settle()
    return ending(op)
  }

  private func withChange(_ change: Change, _ body: (UnsafePointer<c4a_change>) -> Void) {
    var arena = BorderArena()
    var raw = c4a_change()
    raw.size = UInt32(MemoryLayout<c4a_change>.size)
    raw.format = change.format.rawValue
    raw.attempt = UInt32(change.attempt)
    raw.flags = change.isTypingStopped ? UInt32(C4A_CHANGE_TYPING_STOPPED) : 0
    raw.deadline_us = change.deadline
    raw.message_id = arena.text(change.messageID)
    raw.conversation = arena.text(change.conversation)
    raw.recipient = arena.text(change.recipient)
    raw.chat = arena.text(change.chat)
    raw.remote_id = arena.text(change.remoteID)
    raw.more_ids = arena.list(change.moreIDs.map { arena.text($0) })
    raw.more_ids_count = change.moreIDs.count
    raw.text = arena.text(change.text)
    raw.idempotency_key = arena.text(change.idempotencyKey)
    raw.sender = arena.text(change.sender)
    raw.sender_name = arena.text(change.senderName)
    raw.occurred_at_us = change.occurredAt
    body(&raw)
  }
}
