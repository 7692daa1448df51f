import Foundation
import Logging
import Postgres
import PostgresTestSupport
import Testing

/// A full disk, made with a small file system in memory.
@Suite(.enabled(if: SmallDisk.isPossible, "only root may mount")) struct DiskFullTests {
  @Test func callersAreToldAndTheServerComesBackWhenThereIsRoom() async throws {
    try await SmallDisk.with(megabytes: 160) { directory in
      let cluster = LocalCluster(
        dataDirectory: directory,
        settings: ["shared_buffers": "16MB", "min_wal_size": "32MB", "max_wal_size": "32MB"],
        logger: .quiet
      )
      let configuration = try await cluster.start()
      try await PostgresConnection.withConnection(configuration) {
        try $0.execute(script: "CREATE TABLE lines (id bigint PRIMARY KEY, filler text)")
      }
      let insert = Statement("INSERT INTO lines SELECT i, repeat('x', 1000) FROM unnest($1::bigint[]) AS i")
      let writer = BatchWriter<Int64, Int64>(configuration: configuration, logger: .quiet) { connection, ids in
        try connection.query(insert, [.int64Array(ids)])
        return ids
      }
      let stored = try await running(cluster, writer) {
        // All the room that is left but a little.
        try SmallDisk.fill(directory, leavingMegabytes: 4)
        var acknowledged: [Int64] = []
        var failure: PostgresError?
        for id in Int64(0)..<200_000 where failure == nil {
          do {
            acknowledged.append(try await writer.submit(id))
          } catch let error as PostgresError {
            failure = error
          }
        }
        let code = try #require(failure?.code)
        #expect([.diskFull, .outcomeUnknown, .unavailable].contains(code))
        SmallDisk.makeRoom(directory)
        try await eventually(within: .seconds(60)) { (try? await writer.submit(-1)) != nil }
        let expected = Set(acknowledged)
        return try await PostgresConnection.withConnection(configuration) {
          let ids = Set(try $0.query(Statement("SELECT id FROM lines")).map { try $0.int64(0) })
          return expected.subtracting(ids).isEmpty && !expected.isEmpty
        }
      }
      #expect(stored)
    }
  }
}
