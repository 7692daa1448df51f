import Glibc

/// Runs a transaction again when the server chose it as the loser of a conflict.
struct ConflictRetry {
  /// How often the transaction may run.
  var attempts = 6

  /// Blocks the calling thread during the pauses: at most 2, 4, 8, ... milliseconds.
  func run<Value>(_ body: () throws -> Value) throws -> Value {
    var attempt = 1
    while true {
      do {
        return try body()
      } catch let error as PostgresError where error.code.isConflict && attempt < attempts {
        usleep(UInt32.random(in: 0...(1000 << UInt32(min(attempt, 6)))))
        attempt += 1
      }
    }
  }
}
