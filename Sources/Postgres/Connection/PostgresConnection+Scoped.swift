extension PostgresConnection {
  /// Opens a connection on a thread of its own, runs `body` there, and closes it: for command-line tools and start-up.
  /// - Throws: `unavailable`, or what `body` throws.
  @discardableResult
  public static func withConnection<Value: Sendable>(
    _ configuration: PostgresConfiguration,
    _ body: @escaping @Sendable (PostgresConnection) throws -> Value
  ) async throws -> Value {
    try await DedicatedThread.runThrowing(named: "pg-once") {
      try body(PostgresConnection(configuration))
    }
  }
}
