public import Postgres

/// What was decided once for this installation.
public struct Installation: Sendable {
  public var partitionCount: Int16
  /// Keys that verify access tokens, the newest first; the first one signs.
  public var signingKeys: [(id: String, secret: [UInt8])]
}

/// Reads, and at the first start makes, what belongs to the whole installation.
public struct InstallationStore: Sendable {
  private static let insert = Statement("INSERT INTO installation (partition_count) VALUES ($1) ON CONFLICT DO NOTHING")
  private static let select = Statement("SELECT partition_count FROM installation")
  private static let insertKey = Statement(
    """
    INSERT INTO signing_keys (key_id, secret)
    SELECT $1, $2 WHERE NOT EXISTS (SELECT FROM signing_keys WHERE retired_at IS NULL)
    """)
  private static let selectKeys = Statement(
    "SELECT key_id, secret FROM signing_keys WHERE retired_at IS NULL ORDER BY created_at DESC, key_id")

  /// Nil where no gateway has run on this database.
  public static func partitionCount(on connection: PostgresConnection) throws -> Int16? {
    try connection.query(select, []).first?.int16(0)
  }

  /// - Parameters:
  ///   - partitionCount: Takes effect at the first start alone; what is stored wins.
  ///   - newKey: Becomes the signing key where there is none.
  public static func prepare(
    partitionCount: Int16, newKey: (id: String, secret: [UInt8]), on connection: PostgresConnection
  ) throws -> Installation {
    let results = try connection.pipeline([
      Query(insert, [.int16(partitionCount)]),
      Query(insertKey, [.text(newKey.id), .bytea(newKey.secret)]),
      Query(select),
      Query(selectKeys),
    ])
    return Installation(
      partitionCount: try results[2].single().int16(0),
      signingKeys: try results[3].map { (id: try $0.text(0), secret: try $0.bytes(1)) })
  }
}
