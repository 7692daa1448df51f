import CLibPQ
import FoundationEssentials

/// One non-null value in the binary format, valid while its result is.
struct Cell {
  let bytes: UnsafeRawBufferPointer
  let type: UInt32
  let column: Int

  func bool() throws -> Bool {
    try expect(type == TypeOID.bool && bytes.count == 1, "bool")
    return bytes[0] != 0
  }

  func int16() throws -> Int16 {
    try expect(type == TypeOID.int2 && bytes.count == 2, "int16")
    return integer(Int16.self)
  }

  func int32() throws -> Int32 {
    switch (type, bytes.count) {
    case (TypeOID.int4, 4): integer(Int32.self)
    case (TypeOID.int2, 2): Int32(integer(Int16.self))
    default: throw mismatch("int32")
    }
  }

  func int64() throws -> Int64 {
    switch (type, bytes.count) {
    case (TypeOID.int8, 8): integer(Int64.self)
    case (TypeOID.int4, 4): Int64(integer(Int32.self))
    case (TypeOID.int2, 2): Int64(integer(Int16.self))
    case (TypeOID.oid, 4): Int64(integer(UInt32.self))
    default: throw mismatch("int64")
    }
  }

  func double() throws -> Double {
    switch (type, bytes.count) {
    case (TypeOID.float8, 8): Double(bitPattern: integer(UInt64.self))
    case (TypeOID.float4, 4): Double(Float(bitPattern: integer(UInt32.self)))
    default: throw mismatch("double")
    }
  }

  func text() throws -> String {
    String(decoding: try textBytes("text"), as: UTF8.self)
  }

  /// bytea as it is; json, jsonb and text as their UTF-8.
  func byteArray() throws -> [UInt8] {
    type == TypeOID.bytea ? [UInt8](bytes) : [UInt8](try textBytes("bytes"))
  }

  func uuid() throws -> UUID {
    try expect(type == TypeOID.uuid && bytes.count == 16, "uuid")
    return UUID(uuid: bytes.loadUnaligned(as: uuid_t.self))
  }

  func timestamp() throws -> Int64 {
    try expect(type == TypeOID.timestamptz && bytes.count == 8, "timestamptz")
    return PostgresTime.fromServer(integer(Int64.self))
  }

  private func textBytes(_ wanted: String) throws -> UnsafeRawBufferPointer {
    switch type {
    case TypeOID.text, TypeOID.varchar, TypeOID.bpchar, TypeOID.name, TypeOID.char, TypeOID.unknown, TypeOID.json:
      return bytes
    case TypeOID.jsonb:
      try expect(bytes.first == 1, wanted)
      return UnsafeRawBufferPointer(rebasing: bytes.dropFirst())
    case TypeOID.firstUserDefined...:
      // Enums and text-like extension types travel as their text.
      return bytes
    default:
      throw mismatch(wanted)
    }
  }

  private func integer<Number: FixedWidthInteger>(_: Number.Type) -> Number {
    Number(bigEndian: bytes.loadUnaligned(as: Number.self))
  }

  func expect(_ condition: Bool, _ wanted: String) throws {
    guard condition else { throw mismatch(wanted) }
  }

  func mismatch(_ wanted: String) -> PostgresError {
    PostgresError(.decode, "column \(column) has type \(type) and is no \(wanted)")
  }
}
