public import FoundationEssentials
import Model
public import Postgres

/// The statements on `partitions` and `nodes`. All times are the server's, so nodes need no common clock.
public enum LeaseQueries {
  private static let heartbeatStatement = Statement(
    """
    INSERT INTO nodes (node_id, address, started_at, heartbeat_at, draining) VALUES ($1, $2, now(), now(), $3)
    ON CONFLICT (node_id) DO UPDATE SET heartbeat_at = now(), draining = excluded.draining, address = excluded.address
    """)

  private static let pruneStatement = Statement("DELETE FROM nodes WHERE heartbeat_at < now() - interval '1 hour'")

  private static let nodesStatement = Statement(
    "SELECT count(*) FROM nodes WHERE NOT draining AND heartbeat_at > now() - make_interval(secs => $1)")

  private static let renewStatement = Statement(
    """
    UPDATE partitions SET expires_at = now() + make_interval(secs => $2)
    FROM unnest($3::smallint[], $4::bigint[]) AS held(partition, epoch)
    WHERE partitions.partition = held.partition AND partitions.epoch = held.epoch AND partitions.owner = $1
    RETURNING partitions.partition
    """)

  private static let acquireStatement = Statement(
    """
    WITH free AS (
      SELECT partition, released_cleanly FROM partitions
      WHERE (owner IS NULL OR expires_at < now() OR owner = $1) AND partition <> ALL ($4::smallint[])
      ORDER BY partition LIMIT $3
      FOR UPDATE SKIP LOCKED
    )
    UPDATE partitions
    SET owner = $1, epoch = epoch + 1, expires_at = now() + make_interval(secs => $2), released_cleanly = false
    FROM free WHERE partitions.partition = free.partition
    RETURNING partitions.partition, epoch, next_position, next_delivery, free.released_cleanly
    """)

  private static let releaseStatement = Statement(
    """
    UPDATE partitions SET owner = NULL, expires_at = now(), released_cleanly = held.cleanly
    FROM unnest($2::smallint[], $3::bigint[], $4::boolean[]) AS held(partition, epoch, cleanly)
    WHERE partitions.partition = held.partition AND partitions.epoch = held.epoch AND partitions.owner = $1
    """)

  private static let createStatement = Statement(
    "INSERT INTO partitions (partition) SELECT generate_series(0, $1::integer - 1) ON CONFLICT DO NOTHING")

  private static let heldStatement = Statement(
    "SELECT partition, epoch, next_position, next_delivery, released_cleanly FROM partitions WHERE owner = $1")

  /// The leases that a node holds, as the database has them.
  public static func held(by node: UUID, on connection: PostgresConnection) throws -> [Lease] {
    try leases(from: connection.query(heldStatement, [.uuid(node)]))
  }

  static func heartbeat(node: UUID, address: String, draining: Bool) -> Query {
    Query(heartbeatStatement, [.uuid(node), .text(address), .bool(draining)])
  }

  static func prune() -> Query { Query(pruneStatement) }

  static func liveNodes(timeToLive: Duration) -> Query { Query(nodesStatement, [.double(timeToLive.seconds)]) }

  static func renew(node: UUID, timeToLive: Duration, held: [Int16: Int64]) -> Query {
    let held = held.sorted { $0.key < $1.key }
    return Query(
      renewStatement,
      [.uuid(node), .double(timeToLive.seconds), .int16Array(held.map(\.key)), .int64Array(held.map(\.value))])
  }

  static func acquire(node: UUID, timeToLive: Duration, limit: Int, except held: [Int16]) -> Query {
    Query(
      acquireStatement,
      [.uuid(node), .double(timeToLive.seconds), .int64(Int64(limit)), .int16Array(held)])
  }

  static func leases(from rows: Rows) throws -> [Lease] {
    try rows.map { row in
      Lease(
        partition: try row.int16(0), epoch: try row.int64(1), nextPosition: try row.int64(2),
        nextDelivery: try row.int64(3), wasReleasedCleanly: try row.bool(4))
    }
  }

  /// Gives leases back. `cleanly` tells the next owner that nothing was in flight.
  public static func release(node: UUID, leases: [(partition: Int16, epoch: Int64, cleanly: Bool)]) -> Query {
    Query(
      releaseStatement,
      [
        .uuid(node), .int16Array(leases.map(\.partition)), .int64Array(leases.map(\.epoch)),
        .boolArray(leases.map(\.cleanly)),
      ])
  }

  /// Makes the rows of `count` partitions where they are missing.
  public static func createPartitions(count: Int16) -> Query { Query(createStatement, [.int32(Int32(count))]) }
}
