import CConnectorABI
import Synchronization

/// Makes the table of what a connector can do with messages beyond sending them, and the capabilities that go with it.
enum OperationsWriter {
  // Safe to share: each table is written once, before anybody sees it, and never freed.
  private struct Table: @unchecked Sendable {
    let pointer: UnsafePointer<c4a_operations>
  }

  private static let tables = Mutex<[Int: Table]>([:])

  /// What the connector of a slot answers to `get_extension`.
  static func table(ofSlot slot: Int, _ id: c4a_str) -> UnsafeRawPointer? {
    guard String(id) == C4A_OPERATIONS else { return nil }
    let type = ConnectorSlots.type(inSlot: slot)
    guard capabilities(of: type) != 0 else { return nil }
    return tables.withLock { tables in
      let table = tables[slot] ?? Table(pointer: Plugin.immortal(functions(of: type)))
      tables[slot] = table
      return UnsafeRawPointer(table.pointer)
    }
  }

  static func capabilities(of type: any Connector.Type) -> UInt64 {
    (type is any TextEditing.Type ? UInt64(C4A_CAP_EDIT) : 0)
      | (type is any MessageDeleting.Type ? UInt64(C4A_CAP_DELETE) : 0)
      | (type is any Reacting.Type ? UInt64(C4A_CAP_REACTION) : 0)
      | (type is any TypingShowing.Type ? UInt64(C4A_CAP_TYPING) : 0)
      | (type is any ReadMarking.Type ? UInt64(C4A_CAP_MARK_READ) : 0)
  }

  private static func functions(of type: any Connector.Type) -> c4a_operations {
    var raw = c4a_operations()
    raw.size = c4a_operations.borderSize
    if type is any TextEditing.Type { raw.editText = { Instance.of($0)?.editText($1, $2) } }
    if type is any MessageDeleting.Type { raw.deleteMessage = { Instance.of($0)?.deleteMessage($1, $2) } }
    if type is any Reacting.Type { raw.react = { Instance.of($0)?.react($1, $2) } }
    if type is any ReadMarking.Type { raw.markRead = { Instance.of($0)?.markRead($1, $2) } }
    if type is any TypingShowing.Type { raw.typing = { Instance.of($0)?.showTyping($1, $2) } }
    return raw
  }
}
