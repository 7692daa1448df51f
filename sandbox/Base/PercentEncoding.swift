/// Percent-encoding (RFC 3986), and the form variant in which `+` is a space.
enum PercentEncoding {
  static func decode(_ text: some StringProtocol, isForm: Bool = false) -> String {
    let input = Array(text.utf8)
    guard input.contains(where: { $0 == UInt8(ascii: "%") || (isForm && $0 == UInt8(ascii: "+")) }) else {
      return String(text)
    }
    var output: [UInt8] = []
    output.reserveCapacity(input.count)
    var index = 0
    while index < input.count {
      if input[index] == UInt8(ascii: "%"), index + 2 < input.count,
        let high = digit(input[index + 1]), let low = digit(input[index + 2])
      {
        output.append(high << 4 | low)
        index += 3
      } else {
        output.append(isForm && input[index] == UInt8(ascii: "+") ? UInt8(ascii: " ") : input[index])
        index += 1
      }
    }
    return String(decoding: output, as: UTF8.self)
  }

  /// Fit for one segment of a path or one value of a query.
  static func encode(_ text: String) -> String {
    text.utf8.reduce(into: "") { result, byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
        UInt8(ascii: "~"):
        result.unicodeScalars.append(Unicode.Scalar(byte))
      default: result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16, uppercase: true)
      }
    }
  }

  /// `a=1&b=2` as pairs, in order.
  static func form(_ text: some StringProtocol) -> [(name: String, value: String)] {
    text.split(separator: "&").prefix(256).map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (decode(parts[0], isForm: true), parts.count > 1 ? decode(parts[1], isForm: true) : "")
    }
  }

  private static func digit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
