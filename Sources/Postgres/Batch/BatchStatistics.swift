/// What a batch writer has done since it was made.
public struct BatchStatistics: Sendable, Hashable {
  /// Batches committed; rows divided by batches is the mean size of a group commit.
  public var batches = 0
  /// Rows committed.
  public var rows = 0
  /// Rows whose caller got an error, refused ones not counted.
  public var failedRows = 0
}
