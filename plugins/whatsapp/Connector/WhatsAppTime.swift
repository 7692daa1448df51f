import JSON

/// Times of callbacks: Unix seconds, as a string, seldom as a number.
enum WhatsAppTime {
  /// 0 where there is none.
  static func microseconds(_ value: JSONValue?) -> Int64 {
    let seconds = value?.stringValue.flatMap { Int64($0) } ?? value?.integerValue
    guard let seconds, (0..<100_000_000_000).contains(seconds) else { return 0 }
    return seconds * 1_000_000
  }
}
