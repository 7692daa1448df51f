/// Comparison of secrets.
public enum ConstantTime {
  /// Whether both are the same. The time it takes depends on the length of `given` alone, not on where they differ.
  public static func isEqual(_ given: some Collection<UInt8>, _ expected: some Collection<UInt8>) -> Bool {
    let expected = Array(expected)
    var difference: UInt8 = given.count == expected.count ? 0 : 1
    var index = 0
    for byte in given {
      difference |= byte ^ (expected.isEmpty ? 0 : expected[index])
      index = index + 1 < expected.count ? index + 1 : 0
    }
    return difference == 0 && !expected.isEmpty
  }

  public static func isEqual(_ given: String, _ expected: String) -> Bool {
    isEqual(given.utf8, expected.utf8)
  }
}
