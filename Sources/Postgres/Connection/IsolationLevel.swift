/// What a transaction may see of concurrent ones.
public enum IsolationLevel: Sendable {
  case readCommitted
  case repeatableRead
  case serializable

  var begin: Statement {
    switch self {
    case .readCommitted: .begin
    case .repeatableRead: .beginRepeatableRead
    case .serializable: .beginSerializable
    }
  }
}
