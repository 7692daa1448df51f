import Crypto

/// X-Hub-Signature-256: HMAC-SHA256 over a callback's raw bytes with the app secret.
struct HubSignature: Sendable {
  private let key: SymmetricKey

  init(appSecret: String) {
    key = SymmetricKey(data: Array(appSecret.utf8))
  }

  /// `sha256=` and 64 lower-case hexadecimal digits.
  func header(_ body: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text = Array("sha256=".utf8)
    for byte in HMAC<SHA256>.authenticationCode(for: body, using: key) {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
