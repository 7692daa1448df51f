import Crypto

/// The signature of Meta's callbacks: `sha256=` and the HMAC-SHA256 of the body under the app's secret.
public struct HubSignature: Sendable {
  private let key: SymmetricKey

  public init(secret: String) { key = SymmetricKey(data: Array(secret.utf8)) }

  /// Whether the header's value fits the body, byte for byte as it came. Takes the same time wherever they differ.
  public func isValid(_ header: String?, of body: [UInt8]) -> Bool {
    let prefix = "sha256="
    guard let header, header.hasPrefix(prefix), let mac = Self.bytes(ofHex: header.utf8.dropFirst(prefix.utf8.count))
    else { return false }
    return HMAC<SHA256>.isValidAuthenticationCode(mac, authenticating: body, using: key)
  }

  private static func bytes(ofHex digits: some Collection<UInt8>) -> [UInt8]? {
    guard digits.count == 2 * SHA256.byteCount else { return nil }
    var bytes: [UInt8] = []
    var high: UInt8?
    for digit in digits {
      guard let value = value(digit) else { return nil }
      if let first = high {
        bytes.append(first << 4 | value)
        high = nil
      } else {
        high = value
      }
    }
    return bytes
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
