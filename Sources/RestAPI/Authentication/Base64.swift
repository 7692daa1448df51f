import Foundation

/// Base64 (RFC 4648, section 4).
enum Base64 {
  /// Nil where the text is anything else.
  static func decode(_ text: some Sequence<UInt8>) -> [UInt8]? {
    Data(base64Encoded: Data(text)).map { [UInt8]($0) }
  }
}
