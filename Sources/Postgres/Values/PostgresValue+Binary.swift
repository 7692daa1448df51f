import FoundationEssentials

extension PostgresValue {
  /// The type that the value is sent as.
  var type: UInt32 {
    switch self {
    case .null: TypeOID.unspecified
    case .bool: TypeOID.bool
    case .int16: TypeOID.int2
    case .int32: TypeOID.int4
    case .int64: TypeOID.int8
    case .double: TypeOID.float8
    case .text: TypeOID.text
    case .bytea: TypeOID.bytea
    case .uuid: TypeOID.uuid
    case .timestamptz: TypeOID.timestamptz
    case .json: TypeOID.json
    case .jsonb: TypeOID.jsonb
    case .boolArray: TypeOID.boolArray
    case .int16Array: TypeOID.int2Array
    case .int32Array, .optionalInt32Array: TypeOID.int4Array
    case .int64Array, .optionalInt64Array: TypeOID.int8Array
    case .doubleArray: TypeOID.float8Array
    case .textArray, .optionalTextArray: TypeOID.textArray
    case .byteaArray, .optionalByteaArray: TypeOID.byteaArray
    case .uuidArray, .optionalUUIDArray: TypeOID.uuidArray
    case .timestamptzArray, .optionalTimestamptzArray: TypeOID.timestamptzArray
    case .jsonArray, .optionalJSONArray: TypeOID.jsonArray
    case .jsonbArray, .optionalJSONBArray: TypeOID.jsonbArray
    }
  }

  /// Appends the value's binary form; null appends nothing.
  func write(to bytes: inout [UInt8]) {
    switch self {
    case .null: break
    case .bool(let value): bytes.append(value ? 1 : 0)
    case .int16(let value): bytes.appendBigEndian(value)
    case .int32(let value): bytes.appendBigEndian(value)
    case .int64(let value): bytes.appendBigEndian(value)
    case .double(let value): bytes.appendBigEndian(value.bitPattern)
    case .text(let value): bytes.appendText(value)
    case .bytea(let value), .json(let value): bytes.append(contentsOf: value)
    case .uuid(let value): bytes.appendUUID(value)
    case .timestamptz(let value): bytes.appendBigEndian(PostgresTime.toServer(value))
    case .jsonb(let value): bytes.appendJSONB(value)
    case .boolArray(let values): bytes.appendArray(values, of: TypeOID.bool) { $0.append($1 ? 1 : 0) }
    case .int16Array(let values): bytes.appendArray(values, of: TypeOID.int2) { $0.appendBigEndian($1) }
    case .int32Array(let values): bytes.appendArray(values, of: TypeOID.int4) { $0.appendBigEndian($1) }
    case .optionalInt32Array(let values):
      bytes.appendOptionalArray(values, of: TypeOID.int4) { $0.appendBigEndian($1) }
    case .int64Array(let values): bytes.appendArray(values, of: TypeOID.int8) { $0.appendBigEndian($1) }
    case .optionalInt64Array(let values):
      bytes.appendOptionalArray(values, of: TypeOID.int8) { $0.appendBigEndian($1) }
    case .doubleArray(let values): bytes.appendArray(values, of: TypeOID.float8) { $0.appendBigEndian($1.bitPattern) }
    case .textArray(let values): bytes.appendArray(values, of: TypeOID.text) { $0.appendText($1) }
    case .optionalTextArray(let values): bytes.appendOptionalArray(values, of: TypeOID.text) { $0.appendText($1) }
    case .byteaArray(let values): bytes.appendArray(values, of: TypeOID.bytea) { $0.append(contentsOf: $1) }
    case .optionalByteaArray(let values):
      bytes.appendOptionalArray(values, of: TypeOID.bytea) { $0.append(contentsOf: $1) }
    case .uuidArray(let values): bytes.appendArray(values, of: TypeOID.uuid) { $0.appendUUID($1) }
    case .optionalUUIDArray(let values): bytes.appendOptionalArray(values, of: TypeOID.uuid) { $0.appendUUID($1) }
    case .timestamptzArray(let values):
      bytes.appendArray(values, of: TypeOID.timestamptz) { $0.appendBigEndian(PostgresTime.toServer($1)) }
    case .optionalTimestamptzArray(let values):
      bytes.appendOptionalArray(values, of: TypeOID.timestamptz) { $0.appendBigEndian(PostgresTime.toServer($1)) }
    case .jsonArray(let values): bytes.appendArray(values, of: TypeOID.json) { $0.append(contentsOf: $1) }
    case .optionalJSONArray(let values):
      bytes.appendOptionalArray(values, of: TypeOID.json) { $0.append(contentsOf: $1) }
    case .jsonbArray(let values): bytes.appendArray(values, of: TypeOID.jsonb) { $0.appendJSONB($1) }
    case .optionalJSONBArray(let values): bytes.appendOptionalArray(values, of: TypeOID.jsonb) { $0.appendJSONB($1) }
    }
  }
}
