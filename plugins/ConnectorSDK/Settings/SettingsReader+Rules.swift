extension SettingsReader.Rule {
  /// Only letters and digits of ASCII, and the given characters; at most `limit` of them.
  public static func characters(alsoOf others: String = "", upTo limit: Int = 256) -> Self {
    let also = others.isEmpty ? "" : " and \(others.map(String.init).joined(separator: " "))"
    return Self("be 1 to \(limit) characters of A-Z a-z 0-9\(also)") { text in
      (1...limit).contains(text.utf8.count)
        && text.utf8.allSatisfy { isAlphanumeric($0) || others.utf8.contains($0) }
    }
  }

  /// What can stand in the value of an HTTP header as a token: visible ASCII without blanks.
  public static let headerToken = Self("be visible characters without blanks") { text in
    text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "a")...UInt8(ascii: "z"):
      true
    default: false
    }
  }
}
