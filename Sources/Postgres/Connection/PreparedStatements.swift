/// What one connection has prepared on the server.
///
/// A statement is prepared once for each list of parameter types it is used with; null fits every type, but a parameter
/// that was null at first had its type chosen by the server and fits only null from then on.
struct PreparedStatements {
  struct Entry: Sendable {
    let name: String
    fileprivate let types: [UInt32]

    fileprivate func fits(_ wanted: [UInt32]) -> Bool {
      guard types.count == wanted.count else { return false }
      for (have, want) in zip(types, wanted) where want != TypeOID.unspecified && want != have { return false }
      return true
    }
  }

  private var entries: [Int: [Entry]] = [:]
  /// Names are never used twice on a connection, so that a forgotten one can do no harm.
  private var serial = 0

  /// The name under which `statement` is prepared for `types`, if it is.
  func name(of statement: Statement, types: [UInt32]) -> String? {
    entries[statement.id]?.first { $0.fits(types) }?.name
  }

  /// Notes that `statement` is about to be prepared, and says under which name.
  mutating func add(_ statement: Statement, types: [UInt32]) -> String {
    serial += 1
    let name = "s\(statement.id)_\(serial)"
    entries[statement.id, default: []].append(Entry(name: name, types: types))
    return name
  }

  /// Forgets a statement that the server did not accept.
  mutating func remove(_ statement: Statement, name: String) {
    entries[statement.id]?.removeAll { $0.name == name }
  }

  mutating func removeAll() {
    entries.removeAll()
  }
}
