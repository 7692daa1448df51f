import CLibPQ

/// Owns one PGresult and frees it with the last row that refers to it.
///
/// `@unchecked Sendable` is safe because a completed PGresult is immutable: libpq only reads it in PQntuples, PQgetvalue and
/// the like, its notice hooks fire only for indices out of range, which `Cell` checks before, and PQclear runs exactly
/// once, in `deinit`, when no other thread can hold a reference.
final class ResultHandle: @unchecked Sendable {
  let pointer: OpaquePointer
  let rowCount: Int
  let columnCount: Int

  init(owning pointer: OpaquePointer) {
    self.pointer = pointer
    rowCount = Int(PQntuples(pointer))
    columnCount = Int(PQnfields(pointer))
  }

  deinit { PQclear(pointer) }
}
