/// The ids that callers choose: users, messages, channels.
enum Identifier {
  static let limit = 128
  static let rule = rule(limit)

  static func rule(_ limit: Int) -> String { "must have 1 to \(limit) characters, none of them a control character" }

  /// Whether a text has 1 to `limit` characters (Unicode scalars), none of them a control character.
  static func isAcceptable(_ text: String, limit: Int = limit) -> Bool {
    var text = text
    return text.withUTF8 { utf8 in
      var count = 0
      var previous: UInt8 = 0
      for byte in utf8 {
        if byte < 0x20 || byte == 0x7F { return false }
        // U+0080 to U+009F are control characters too; in UTF-8 they are C2 80 to C2 9F.
        if previous == 0xC2 && byte < 0xA0 { return false }
        if byte & 0xC0 != 0x80 { count += 1 }
        previous = byte
      }
      return (1...limit).contains(count)
    }
  }
}
