public import JSON

/// JSON as platforms send it.
public enum PlatformJSON {
  /// Reads a body whose origin has been proven.
  ///
  /// What people write may hold what our own JSON does not take: U+0000, half of a surrogate pair. Such a character becomes
  /// U+FFFD, as everywhere at the border, and the rest of the message is kept.
  /// - Throws: `JSONError`; with the code `.syntax` the body is not what the platform sent, or not all of it.
  public static func parse(_ body: [UInt8]) throws(JSONError) -> JSONValue {
    do throws(JSONError) {
      return try JSONParser.parse(body, maximumDepth: 64)
    } catch  where error.code == .forbiddenCharacter || error.code == .encoding {
      return try JSONParser.parse(mended(body), maximumDepth: 64)
    }
  }

  private static func mended(_ body: [UInt8]) -> [UInt8] {
    // First what is not UTF-8, then the escapes.
    let bytes = Array(String(decoding: body, as: UTF8.self).utf8)
    var result: [UInt8] = []
    result.reserveCapacity(bytes.count)
    var index = 0
    while index < bytes.count {
      let byte = bytes[index]
      if byte == UInt8(ascii: "\\"), index + 1 < bytes.count {
        let length = escape(bytes, index, &result)
        index += length
      } else {
        // A bare control character: in a string it is forbidden, outside of one it is white space like this.
        result.append(byte < 0x20 ? UInt8(ascii: " ") : byte)
        index += 1
      }
    }
    return result
  }

  /// Takes over one escape, mended; returns its length.
  private static func escape(_ bytes: [UInt8], _ index: Int, _ result: inout [UInt8]) -> Int {
    guard let unit = unit(bytes, index) else {
      result += bytes[index..<(index + 2)]
      return 2
    }
    if (0xD800..<0xDC00).contains(unit), let low = self.unit(bytes, index + 6), (0xDC00..<0xE000).contains(low) {
      result += bytes[index..<(index + 12)]
      return 12
    }
    let isBroken = unit == 0 || (0xD800..<0xE000).contains(unit)
    result += isBroken ? Array("\\ufffd".utf8) : Array(bytes[index..<(index + 6)])
    return 6
  }

  /// The number of the `\uXXXX` that stands here.
  private static func unit(_ bytes: [UInt8], _ index: Int) -> UInt16? {
    guard index + 6 <= bytes.count, bytes[index] == UInt8(ascii: "\\"), bytes[index + 1] == UInt8(ascii: "u") else {
      return nil
    }
    return UInt16(String(decoding: bytes[(index + 2)..<(index + 6)], as: UTF8.self), radix: 16)
  }
}
