import CLibPQ
public import FoundationEssentials

/// One row of an answer; columns count from 0 and are decoded when asked for.
///
/// Every accessor throws `decode` when the column does not exist or has another type, and, unless its name begins with
/// `optional`, when the value is null. Smaller integers are read as larger ones; nothing else is converted.
public struct Row: Sendable {
  let handle: ResultHandle
  let index: Int

  public func bool(_ column: Int) throws -> Bool { try required(column) { try $0.bool() } }
  public func int16(_ column: Int) throws -> Int16 { try required(column) { try $0.int16() } }
  public func int32(_ column: Int) throws -> Int32 { try required(column) { try $0.int32() } }
  public func int64(_ column: Int) throws -> Int64 { try required(column) { try $0.int64() } }
  public func double(_ column: Int) throws -> Double { try required(column) { try $0.double() } }
  public func text(_ column: Int) throws -> String { try required(column) { try $0.text() } }
  public func uuid(_ column: Int) throws -> UUID { try required(column) { try $0.uuid() } }

  /// The bytes of a bytea; the UTF-8 of json, jsonb, text and enums.
  public func bytes(_ column: Int) throws -> [UInt8] { try required(column) { try $0.byteArray() } }

  /// A timestamptz in microseconds since 1970; `Int64.max` and `Int64.min` are the infinities.
  public func timestamp(_ column: Int) throws -> Int64 { try required(column) { try $0.timestamp() } }

  public func optionalBool(_ column: Int) throws -> Bool? { try optional(column) { try $0.bool() } }
  public func optionalInt16(_ column: Int) throws -> Int16? { try optional(column) { try $0.int16() } }
  public func optionalInt32(_ column: Int) throws -> Int32? { try optional(column) { try $0.int32() } }
  public func optionalInt64(_ column: Int) throws -> Int64? { try optional(column) { try $0.int64() } }
  public func optionalDouble(_ column: Int) throws -> Double? { try optional(column) { try $0.double() } }
  public func optionalText(_ column: Int) throws -> String? { try optional(column) { try $0.text() } }
  public func optionalUUID(_ column: Int) throws -> UUID? { try optional(column) { try $0.uuid() } }
  public func optionalBytes(_ column: Int) throws -> [UInt8]? { try optional(column) { try $0.byteArray() } }
  public func optionalTimestamp(_ column: Int) throws -> Int64? { try optional(column) { try $0.timestamp() } }

  /// Whether the value is null.
  public func isNull(_ column: Int) throws -> Bool { try cell(column) == nil }

  func required<Value>(_ column: Int, _ read: (Cell) throws -> Value) throws -> Value {
    guard let value = try optional(column, read) else { throw PostgresError(.decode, "column \(column) is null") }
    return value
  }

  func optional<Value>(_ column: Int, _ read: (Cell) throws -> Value) throws -> Value? {
    // The cell points into the result, which must not be freed before it is read.
    try withExtendedLifetime(handle) { try cell(column).map(read) }
  }

  /// The value in place, or nil for null. It must not outlive the row.
  private func cell(_ column: Int) throws -> Cell? {
    guard column >= 0, column < handle.columnCount else {
      throw PostgresError(.decode, "column \(column) of \(handle.columnCount) does not exist")
    }
    let (row, field) = (Int32(truncatingIfNeeded: index), Int32(truncatingIfNeeded: column))
    if PQgetisnull(handle.pointer, row, field) != 0 { return nil }
    let bytes = UnsafeRawBufferPointer(
      start: PQgetvalue(handle.pointer, row, field),
      count: Int(PQgetlength(handle.pointer, row, field))
    )
    return Cell(bytes: bytes, type: PQftype(handle.pointer, field), column: column)
  }
}
