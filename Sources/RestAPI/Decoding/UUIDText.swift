import Foundation

/// The text of a UUID (RFC 9562, section 4), in either case.
///
/// Written here, since Foundation's reader goes through `sscanf`: that takes signs and blanks for digits, and it is
/// among the dearest steps of a send.
enum UUIDText {
  static func parse(_ text: String) -> UUID? {
    var text = text
    return text.withUTF8 { utf8 in
      guard utf8.count == 36 else { return nil }
      var bytes: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
      let isValid = withUnsafeMutableBytes(of: &bytes) { bytes in
        var position = 0
        for index in 0..<16 {
          if index == 4 || index == 6 || index == 8 || index == 10 {
            guard utf8[position] == UInt8(ascii: "-") else { return false }
            position += 1
          }
          guard let high = PercentEncoding.digit(utf8[position]), let low = PercentEncoding.digit(utf8[position + 1])
          else { return false }
          bytes[index] = high << 4 | low
          position += 2
        }
        return true
      }
      return isValid ? UUID(uuid: bytes) : nil
    }
  }
}
