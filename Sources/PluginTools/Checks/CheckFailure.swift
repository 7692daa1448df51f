/// What a check found wrong.
struct CheckFailure: Error {
  /// What was seen.
  var found: String
  /// What would be right.
  var expected: String

  init(_ found: String, expected: String) {
    self.found = found
    self.expected = expected
  }
}
