public import FoundationEssentials

/// A value bound to a parameter. It is sent in PostgreSQL's binary format together with its type.
///
/// The type is the parameter's: a comparison with a column of another type needs a cast in the SQL, such as
/// `$1::delivery_state` for an enum bound as text.
public enum PostgresValue: Sendable {
  /// Null of the type that the server infers.
  case null
  case bool(Bool)
  case int16(Int16)
  case int32(Int32)
  case int64(Int64)
  case double(Double)
  /// UTF-8; the server refuses U+0000 (`invalidValue`).
  case text(String)
  case bytea([UInt8])
  case uuid(UUID)
  /// `Int64.max` and `Int64.min` stand for infinity and -infinity.
  case timestamptz(microsecondsSince1970: Int64)
  /// JSON text, kept as it is.
  case json([UInt8])
  /// JSON text, parsed by the server.
  case jsonb([UInt8])

  case boolArray([Bool])
  case int16Array([Int16])
  case int32Array([Int32])
  case optionalInt32Array([Int32?])
  case int64Array([Int64])
  case optionalInt64Array([Int64?])
  case doubleArray([Double])
  case textArray([String])
  case optionalTextArray([String?])
  case byteaArray([[UInt8]])
  case optionalByteaArray([[UInt8]?])
  case uuidArray([UUID])
  case optionalUUIDArray([UUID?])
  /// Microseconds since 1970.
  case timestamptzArray([Int64])
  case optionalTimestamptzArray([Int64?])
  case jsonArray([[UInt8]])
  case optionalJSONArray([[UInt8]?])
  case jsonbArray([[UInt8]])
  case optionalJSONBArray([[UInt8]?])
}

extension PostgresValue {
  /// `value`, or null.
  public static func optionalText(_ value: String?) -> PostgresValue { value.map(PostgresValue.text) ?? .null }

  /// `value`, or null.
  public static func optionalInt64(_ value: Int64?) -> PostgresValue { value.map(PostgresValue.int64) ?? .null }

  /// `value`, or null.
  public static func optionalInt32(_ value: Int32?) -> PostgresValue { value.map(PostgresValue.int32) ?? .null }

  /// `value`, or null.
  public static func optionalUUID(_ value: UUID?) -> PostgresValue { value.map(PostgresValue.uuid) ?? .null }

  /// `value` in microseconds since 1970, or null.
  public static func optionalTimestamptz(_ value: Int64?) -> PostgresValue {
    value.map { .timestamptz(microsecondsSince1970: $0) } ?? .null
  }

  /// `value`, or null.
  public static func optionalJSON(_ value: [UInt8]?) -> PostgresValue { value.map(PostgresValue.json) ?? .null }

  /// `value`, or null.
  public static func optionalBytea(_ value: [UInt8]?) -> PostgresValue { value.map(PostgresValue.bytea) ?? .null }
}
