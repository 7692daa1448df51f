/// JSON as Meta writes it into callbacks: ASCII only, non-ASCII as `\u00e9`, slashes as `\/`.
///
/// Whoever parses and writes again gets other bytes, and so another signature than the one that was sent.
enum MetaEscaping {
  /// - Parameter json: one valid JSON text. Both kinds of bytes can only stand inside its strings.
  static func escape(_ json: [UInt8]) -> [UInt8] {
    guard json.contains(where: { $0 >= 0x80 || $0 == UInt8(ascii: "/") }) else { return json }
    var result: [UInt8] = []
    result.reserveCapacity(json.count + json.count / 4)
    for scalar in String(decoding: json, as: UTF8.self).unicodeScalars {
      if scalar == "/" {
        result.append(UInt8(ascii: "\\"))
        result.append(UInt8(ascii: "/"))
      } else if scalar.isASCII {
        result.append(UInt8(scalar.value))
      } else {
        for unit in UTF16.encode(scalar)! { append(unit, to: &result) }
      }
    }
    return result
  }

  private static func append(_ unit: UInt16, to result: inout [UInt8]) {
    result.append(UInt8(ascii: "\\"))
    result.append(UInt8(ascii: "u"))
    for shift in [12, 8, 4, 0] {
      let digit = UInt8((unit >> UInt16(shift)) & 0xF)
      result.append(digit < 10 ? UInt8(ascii: "0") + digit : UInt8(ascii: "a") + digit - 10)
    }
  }
}
