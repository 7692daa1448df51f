public import FoundationEssentials

/// Columns that hold one-dimensional arrays. The plain form throws `decode` for a null element.
extension Row {
  public func boolArray(_ column: Int) throws -> [Bool] { try required(column) { try $0.array { try $0.bool() } } }
  public func int16Array(_ column: Int) throws -> [Int16] { try required(column) { try $0.array { try $0.int16() } } }
  public func int32Array(_ column: Int) throws -> [Int32] { try required(column) { try $0.array { try $0.int32() } } }
  public func int64Array(_ column: Int) throws -> [Int64] { try required(column) { try $0.array { try $0.int64() } } }
  public func doubleArray(_ column: Int) throws -> [Double] {
    try required(column) { try $0.array { try $0.double() } }
  }
  public func textArray(_ column: Int) throws -> [String] { try required(column) { try $0.array { try $0.text() } } }
  public func uuidArray(_ column: Int) throws -> [UUID] { try required(column) { try $0.array { try $0.uuid() } } }

  /// Arrays of bytea, json, jsonb or text.
  public func bytesArray(_ column: Int) throws -> [[UInt8]] {
    try required(column) { try $0.array { try $0.byteArray() } }
  }

  /// Microseconds since 1970.
  public func timestampArray(_ column: Int) throws -> [Int64] {
    try required(column) { try $0.array { try $0.timestamp() } }
  }

  public func optionalTextArray(_ column: Int) throws -> [String]? {
    try optional(column) { try $0.array { try $0.text() } }
  }

  public func optionalUUIDArray(_ column: Int) throws -> [UUID]? {
    try optional(column) { try $0.array { try $0.uuid() } }
  }

  /// An array whose elements may be null.
  public func nullableInt64Array(_ column: Int) throws -> [Int64?] {
    try required(column) { try $0.nullableArray { try $0.int64() } }
  }

  /// An array whose elements may be null.
  public func nullableTextArray(_ column: Int) throws -> [String?] {
    try required(column) { try $0.nullableArray { try $0.text() } }
  }

  /// An array of bytea, json, jsonb or text whose elements may be null.
  public func nullableBytesArray(_ column: Int) throws -> [[UInt8]?] {
    try required(column) { try $0.nullableArray { try $0.byteArray() } }
  }

  /// An array of microseconds since 1970 whose elements may be null.
  public func nullableTimestampArray(_ column: Int) throws -> [Int64?] {
    try required(column) { try $0.nullableArray { try $0.timestamp() } }
  }
}
