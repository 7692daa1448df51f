/// One row on its way into a batch, with the way back to its caller.
struct BatchItem<Row: Sendable, Outcome: Sendable>: QueuedWork {
  let row: Row
  let completion: @Sendable (Result<Outcome, PostgresError>) -> Void
  /// How often the row was taken back because its connection was lost before anything could be committed.
  var returns = 0

  func fail(with error: PostgresError) { completion(.failure(error)) }
}
