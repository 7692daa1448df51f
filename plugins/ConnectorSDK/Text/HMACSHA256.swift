/// HMAC-SHA256 (RFC 2104, FIPS 180-4), by which most platforms sign their callbacks.
///
/// Here, so that a connector needs no package but this one; who has swift-crypto uses that.
public enum HMACSHA256 {
  /// Whether `given` is `prefix` and then the code of the message in lower-case hexadecimal, as in `sha256=0f3a...`.
  ///
  /// The time it takes does not tell where they differ. An empty key fits nothing.
  public static func fits(_ given: String?, prefix: String = "", key: String, of message: [UInt8]) -> Bool {
    guard let given, given.hasPrefix(prefix), !key.isEmpty else { return false }
    let expected = hexadecimal(code(of: message, key: Array(key.utf8)))
    return ConstantTime.isEqual(Array(given.utf8.dropFirst(prefix.utf8.count)), Array(expected.utf8))
  }

  /// The authentication code, 32 bytes.
  public static func code(of message: [UInt8], key: [UInt8]) -> [UInt8] {
    let short = key.count > SHA256.blockSize ? SHA256.digest([key]) : key
    let block = short + [UInt8](repeating: 0, count: SHA256.blockSize - short.count)
    let inner = SHA256.digest([block.map { $0 ^ 0x36 }, message])
    return SHA256.digest([block.map { $0 ^ 0x5C }, inner])
  }

  /// Lower-case hexadecimal.
  public static func hexadecimal(_ bytes: [UInt8]) -> String {
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: bytes.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }
}
