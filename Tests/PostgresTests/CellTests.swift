import Testing

@testable import Postgres

@Suite struct CellTests {
  @Test func damagedValuesAreErrorsAndNothingWorse() {
    var generator = SystemRandomNumberGenerator()
    var whole: [UInt8] = []
    whole.appendOptionalArray(["one", nil, "three"], of: TypeOID.text) { $0.appendText($1) }
    for _ in 0..<5_000 {
      var bytes = whole
      for _ in 0..<Int.random(in: 0..<4, using: &generator) {
        bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
      }
      bytes.removeLast(Int.random(in: 0...bytes.count, using: &generator))
      bytes.withUnsafeBytes { buffer in
        for type in [TypeOID.textArray, TypeOID.int8, TypeOID.uuid, TypeOID.jsonb, TypeOID.bool, 99] {
          let cell = Cell(bytes: buffer, type: type, column: 0)
          _ = try? cell.nullableArray { try $0.text() }
          _ = try? cell.array { try $0.int64() }
          _ = try? cell.int64()
          _ = try? cell.uuid()
          _ = try? cell.text()
          _ = try? cell.bool()
        }
      }
    }
  }
}
