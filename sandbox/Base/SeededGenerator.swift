/// Random numbers that depend on the seed alone (SplitMix64): the same seed, the same run.
struct SeededGenerator: RandomNumberGenerator, Sendable {
  private var state: UInt64

  init(seed: UInt64) {
    state = seed
  }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  /// True in `share` of all calls; `share` from 0 to 1.
  mutating func happens(_ share: Double) -> Bool { Double.random(in: 0..<1, using: &self) < share }

  /// `count` upper-case hexadecimal digits.
  mutating func hexadecimal(_ count: Int) -> String {
    String((0..<count).map { _ in "0123456789ABCDEF".randomElement(using: &self)! })
  }
}
