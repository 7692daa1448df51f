public import Model
public import Postgres

/// Registered API clients.
public struct ClientStore: Sendable {
  private static let columns = "client_id, name, scopes, created_at, disabled_at"
  private static let insert = Statement(
    "INSERT INTO api_clients (client_id, name, secret_hash, scopes, created_at) VALUES ($1, $2, $3, $4, $5)")
  private static let selectOne = Statement(
    "SELECT \(columns), secret_hash FROM api_clients WHERE client_id = $1", readOnly: true)
  private static let selectNamed = Statement("SELECT \(columns) FROM api_clients WHERE name = $1", readOnly: true)
  private static let selectAll = Statement("SELECT \(columns) FROM api_clients ORDER BY name", readOnly: true)
  private static let disable = Statement(
    "UPDATE api_clients SET disabled_at = coalesce(disabled_at, $2) WHERE name = $1 OR client_id::text = $1")

  private let pool: PostgresPool

  public init(pool: PostgresPool) { self.pool = pool }

  /// Throws `uniqueViolation` where the name is taken.
  public func create(_ client: APIClient, secretHash: [UInt8]) async throws {
    _ = try await pool.query(
      Query(
        Self.insert,
        [
          .uuid(client.clientID.uuid), .text(client.name), .bytea(secretHash),
          .textArray(client.scopes.map(\.rawValue).sorted()), .time(client.createdAt),
        ]))
  }

  public func find(_ id: ClientID) async throws -> (client: APIClient, secretHash: [UInt8])? {
    let rows = try await pool.query(Query(Self.selectOne, [.uuid(id.uuid)]))
    return try rows.first.map { (client: try Self.client(from: $0), secretHash: try $0.bytes(5)) }
  }

  public func find(name: String) async throws -> APIClient? {
    try await pool.query(Query(Self.selectNamed, [.text(name)])).first.map(Self.client(from:))
  }

  public func all() async throws -> [APIClient] {
    try await pool.query(Query(Self.selectAll)).map(Self.client(from:))
  }

  /// Disables the client of this name or id; false where there is none.
  public func disable(_ nameOrID: String, at time: Timestamp) async throws -> Bool {
    try await pool.query(Query(Self.disable, [.text(nameOrID), .time(time)])).affectedRows > 0
  }

  private static func client(from row: Row) throws -> APIClient {
    APIClient(
      clientID: ClientID(try row.uuid(0)), name: try row.text(1),
      scopes: Set(try row.textArray(2).compactMap(Scope.init(rawValue:))), createdAt: try row.time(3),
      disabledAt: try row.optionalTime(4))
  }
}
