import Crypto

/// X-Hub-Signature-256: HMAC-SHA256 over a callback's raw bytes with the app secret.
struct HubSignature: Sendable {
  private let key: SymmetricKey

  init(appSecret: String) {
    key = SymmetricKey(data: Array(appSecret.utf8))
  }

  /// `sha256=` and 64 lower-case hexadecimal digits.
  func header(_ body: [UInt8]) -> String {
    Self.text("sha256=", HMAC<SHA256>.authenticationCode(for: body, using: key))
  }

  /// `X-Hub-Signature`, which older receivers look at: `sha1=` and 40 digits.
  func legacyHeader(_ body: [UInt8]) -> String {
    Self.text("sha1=", HMAC<Insecure.SHA1>.authenticationCode(for: body, using: key))
  }

  private static func text(_ prefix: String, _ code: some Sequence<UInt8>) -> String {
    let digits = Array("0123456789abcdef".utf8)
    var text = Array(prefix.utf8)
    for byte in code {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }
}
