import Foundation
import Postgres
import PostgresTestSupport
import Testing

@Suite struct PostgresValueTests {
  private static let scalars = Statement(
    """
    SELECT $1::bool, $2::int2, $3::int4, $4::int8, $5::float8, $6::text, $7::bytea, $8::uuid, $9::timestamptz, $10::json
    """
  )

  @Test func scalarsComeBackAsTheyWere() async throws {
    try await TestCluster.withDatabase { configuration in
      try await PostgresConnection.withConnection(configuration) { connection in
        var sample = SampleValues()
        for _ in 0..<300 {
          let (flag, small, middle, large) = (
            sample.coin(), sample.integer(Int16.self), sample.integer(Int32.self), sample.integer(Int64.self)
          )
          let (real, text, bytes, id) = (sample.double(), sample.text(), sample.bytes(), UUID())
          let (time, json) = (sample.timestamp(), sample.json())
          let row = try connection.query(
            Self.scalars,
            [
              .bool(flag), .int16(small), .int32(middle), .int64(large), .double(real), .text(text), .bytea(bytes),
              .uuid(id), .timestamptz(microsecondsSince1970: time), .json(json),
            ]
          ).single()
          #expect(try row.bool(0) == flag)
          #expect(try row.int16(1) == small)
          #expect(try row.int32(2) == middle)
          #expect(try row.int64(3) == large)
          #expect(try row.double(4) == real)
          #expect(try row.text(5) == text)
          #expect(try row.bytes(6) == bytes)
          #expect(try row.uuid(7) == id)
          #expect(try row.timestamp(8) == time)
          #expect(try row.bytes(9) == json)
          #expect(try row.optionalInt64(3) == large)
          #expect(try row.optionalText(5) == text)
        }
      }
    }
  }

  private static let arrays = Statement(
    """
    SELECT $1::bool[], $2::int2[], $3::int4[], $4::int8[], $5::int8[], $6::text[], $7::text[], $8::bytea[], $9::uuid[],
      $10::timestamptz[], $11::timestamptz[], $12::json[], $13::json[], $14::float8[]
    """
  )

  @Test func arraysComeBackAsTheyWere() async throws {
    try await TestCluster.withDatabase { configuration in
      try await PostgresConnection.withConnection(configuration) { connection in
        var sample = SampleValues()
        for _ in 0..<300 {
          let flags = sample.array { $0.coin() }
          let small = sample.array { $0.integer(Int16.self) }
          let middle = sample.array { $0.integer(Int32.self) }
          let large = sample.array { $0.integer(Int64.self) }
          let someLarge = sample.optionals { $0.integer(Int64.self) }
          let (texts, someTexts) = (sample.array { $0.text() }, sample.optionals { $0.text() })
          let (blobs, ids) = (sample.array { $0.bytes() }, sample.array { _ in UUID() })
          let (times, someTimes) = (sample.array { $0.timestamp() }, sample.optionals { $0.timestamp() })
          let (documents, someDocuments) = (sample.array { $0.json() }, sample.optionals { $0.json() })
          let reals = sample.array { $0.double() }
          let row = try connection.query(
            Self.arrays,
            [
              .boolArray(flags), .int16Array(small), .int32Array(middle), .int64Array(large),
              .optionalInt64Array(someLarge), .textArray(texts), .optionalTextArray(someTexts), .byteaArray(blobs),
              .uuidArray(ids), .timestamptzArray(times), .optionalTimestamptzArray(someTimes), .jsonArray(documents),
              .optionalJSONArray(someDocuments), .doubleArray(reals),
            ]
          ).single()
          #expect(try row.boolArray(0) == flags)
          #expect(try row.int16Array(1) == small)
          #expect(try row.int32Array(2) == middle)
          #expect(try row.int64Array(3) == large)
          #expect(try row.nullableInt64Array(4) == someLarge)
          #expect(try row.textArray(5) == texts)
          #expect(try row.nullableTextArray(6) == someTexts)
          #expect(try row.bytesArray(7) == blobs)
          #expect(try row.uuidArray(8) == ids)
          #expect(try row.timestampArray(9) == times)
          #expect(try row.nullableTimestampArray(10) == someTimes)
          #expect(try row.bytesArray(11) == documents)
          #expect(try row.nullableBytesArray(12) == someDocuments)
          #expect(try row.doubleArray(13) == reals)
        }
      }
    }
  }

  @Test func theServerSeesTheSameValues() async throws {
    try await TestCluster.withDatabase { configuration in
      try await PostgresConnection.withConnection(configuration) { connection in
        let statement = Statement(
          """
          SELECT $1::timestamptz = '2024-02-29 12:34:56.789012+00', $2::uuid = '01234567-89ab-cdef-0123-456789abcdef',
            $3::jsonb -> 'a' = '[1]', $4::timestamptz = 'infinity', $5::timestamptz = '-infinity',
            $6::int8[] = ARRAY[1, NULL, 3]::int8[], $7::text[] = ARRAY['a', NULL], cardinality($8::uuid[]) = 0
          """
        )
        let row = try connection.query(
          statement,
          [
            .timestamptz(microsecondsSince1970: 1_709_210_096_789_012),
            .uuid(UUID(uuidString: "01234567-89AB-CDEF-0123-456789ABCDEF")!), .jsonb(Array("{\"a\":[1]}".utf8)),
            .timestamptz(microsecondsSince1970: .max), .timestamptz(microsecondsSince1970: .min),
            .optionalInt64Array([1, nil, 3]), .optionalTextArray(["a", nil]), .uuidArray([]),
          ]
        ).single()
        for column in 0..<7 { #expect(try row.bool(column), "column \(column)") }
        #expect(try row.bool(7))
      }
    }
  }

  @Test func jsonbLosesItsVersionByte() async throws {
    try await TestCluster.withDatabase { configuration in
      try await PostgresConnection.withConnection(configuration) { connection in
        let row = try connection.query(Statement("SELECT '{\"a\": 1}'::jsonb, ARRAY['1','\"x\"']::jsonb[]")).single()
        #expect(try row.bytes(0) == Array("{\"a\": 1}".utf8))
        #expect(try row.text(0) == "{\"a\": 1}")
        #expect(try row.bytesArray(1) == [Array("1".utf8), Array("\"x\"".utf8)])
      }
    }
  }

  @Test func anotherTypeOrNullIsADecodeError() async throws {
    try await TestCluster.withDatabase { configuration in
      try await PostgresConnection.withConnection(configuration) { connection in
        let row = try connection.query(
          Statement("SELECT 1::int8, NULL::text, ARRAY[1, NULL]::int8[], 1.5::numeric, now()::timestamp")
        ).single()
        let wrong: [() throws -> Void] = [
          { _ = try row.int32(0) }, { _ = try row.text(0) }, { _ = try row.text(1) }, { _ = try row.int64Array(2) },
          { _ = try row.double(3) }, { _ = try row.timestamp(4) }, { _ = try row.int64(5) }, { _ = try row.int64(-1) },
        ]
        for read in wrong {
          let error = #expect(throws: PostgresError.self) { try read() }
          #expect(error?.code == .decode)
        }
        #expect(try row.optionalText(1) == nil)
        #expect(try row.isNull(1))
      }
    }
  }

  @Test func smallIntegersAreReadAsLargerOnes() async throws {
    try await TestCluster.withDatabase { configuration in
      try await PostgresConnection.withConnection(configuration) { connection in
        let row = try connection.query(Statement("SELECT 7::int2, 8::int4, 1.5::float4, 'x'::varchar, 'n'::name"))
          .single()
        #expect(try row.int32(0) == 7)
        #expect(try row.int64(0) == 7)
        #expect(try row.int64(1) == 8)
        #expect(try row.double(2) == 1.5)
        #expect(try row.text(3) + row.text(4) == "xn")
      }
    }
  }
}
