/// A file in the bench's storage.
struct BenchFile: Sendable {
  var bytes: [UInt8]
  /// The most that one reading gives.
  var mostAtOnce = Int.max
  /// From this offset on, reading fails.
  var brokenFrom = Int.max
}
