import CConnectorABI
import Connectors

/// The functions of `c4a_operations` that a connector has.
struct OfferedOperations {
  typealias Function = @convention(c) (UnsafeMutableRawPointer?, c4a_op, UnsafePointer<c4a_change>?) -> Void

  /// As it stands in the library; a function beyond its size does not exist.
  let table: c4a_operations

  /// Nil where the connector does not have the extension, or its table no size.
  init?(_ functions: c4a_connector) {
    var memory = BenchMemory()
    guard let pointer = functions.get_extension?(memory.text(C4A_OPERATIONS)),
      let table = c4a_operations.copy(of: pointer.assumingMemoryBound(to: c4a_operations.self))
    else { return nil }
    self.table = table
  }

  func function(_ kind: BenchChange.Kind) -> Function? {
    switch kind {
    case .edit: table.editText
    case .delete: table.deleteMessage
    case .reaction: table.react
    case .read: table.markRead
    case .typing: table.typing
    }
  }

  /// What there is a function for.
  var kinds: [BenchChange.Kind] { BenchChange.Kind.allCases.filter { function($0) != nil } }
}
