import FoundationEssentials

/// Base64 (RFC 4648, section 4, padded) of bytes, and back.
enum Base64 {
  static func encode(_ bytes: some Sequence<UInt8>) -> String {
    Data(bytes).base64EncodedString()
  }

  /// Nil where the text is no base64.
  static func decode(_ text: some StringProtocol) -> [UInt8]? {
    Data(base64Encoded: String(text)).map(Array.init)
  }
}
