import CLibPQ

/// The answer to one query: its rows, read in place, and how many rows the statement touched.
///
/// Holding one row keeps the whole answer in memory; copy values out of what is to be kept.
public struct Rows: Sendable, RandomAccessCollection {
  let handle: ResultHandle

  init(_ handle: ResultHandle) { self.handle = handle }

  /// Rows inserted, updated, deleted or selected; 0 for statements that touch none.
  public var affectedRows: Int {
    // Only read, though libpq's signature does not say so.
    Int(String(cString: PQcmdTuples(handle.pointer))) ?? 0
  }

  public var startIndex: Int { 0 }

  public var endIndex: Int { handle.rowCount }

  public subscript(position: Int) -> Row {
    precondition(indices.contains(position), "row \(position) of \(count)")
    return Row(handle: handle, index: position)
  }

  /// The index of the column called `name`, or nil.
  public func column(_ name: String) -> Int? {
    let index = PQfnumber(handle.pointer, "\"\(name)\"")
    return index < 0 ? nil : Int(index)
  }

  /// The one row of the answer.
  /// - Throws: `decode` when there is none or more than one.
  public func single() throws -> Row {
    guard count == 1 else { throw PostgresError(.decode, "expected one row, found \(count)") }
    return self[0]
  }
}
