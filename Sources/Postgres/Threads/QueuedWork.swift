/// Something that waits for a connection and has somebody waiting for it.
protocol QueuedWork: Sendable {
  /// Ends the work without having done it.
  func fail(with error: PostgresError)
}
