import Foundation

/// Random values for property tests, the awkward ones more often than chance would have them.
struct SampleValues {
  var generator: SystemRandomNumberGenerator = .init()

  mutating func integer<Number: FixedWidthInteger>(_: Number.Type) -> Number {
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: .min
    case 1: .max
    case 2: 0
    default: Number.random(in: .min ... .max, using: &generator)
    }
  }

  mutating func double() -> Double {
    let special: [Double] = [0, -0.0, .infinity, -.infinity, .leastNonzeroMagnitude, .greatestFiniteMagnitude, 0.1]
    return Bool.random(using: &generator)
      ? special.randomElement(using: &generator)! : Double(bitPattern: integer(UInt64.self)).nanAsZero
  }

  mutating func text() -> String {
    let alphabet = [
      "a", "B", "'", "\"", "\\", ",", "{", "}", "\n", " ", "é", "ß", "漢", "🇧🇷", "👩‍👩‍👧", "\u{1}", "NULL", "$1", "\u{FEFF}",
    ]
    return (0..<Int.random(in: 0..<20, using: &generator)).map { _ in alphabet.randomElement(using: &generator)! }
      .joined()
  }

  mutating func bytes() -> [UInt8] {
    (0..<Int.random(in: 0..<50, using: &generator)).map { _ in UInt8.random(in: 0...255, using: &generator) }
  }

  /// Between the years -4000 and 290,000, and the infinities.
  mutating func timestamp() -> Int64 {
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: .max
    case 1: .min
    case 2: 0
    default: Int64.random(in: -188_000_000_000_000_000...8_000_000_000_000_000_000, using: &generator)
    }
  }

  mutating func json() -> [UInt8] {
    let object = [text(): text(), "n": text()]
    return Array((try? JSONEncoder().encode(object)) ?? Data("null".utf8))
  }

  mutating func array<Element>(_ element: (inout SampleValues) -> Element) -> [Element] {
    (0..<Int.random(in: 0..<6, using: &generator)).map { _ in element(&self) }
  }

  mutating func optionals<Element>(_ element: (inout SampleValues) -> Element) -> [Element?] {
    array { $0.coin() ? element(&$0) : nil }
  }

  mutating func coin() -> Bool { Bool.random(using: &generator) }
}

extension Double {
  fileprivate var nanAsZero: Double { isNaN ? 0 : self }
}
