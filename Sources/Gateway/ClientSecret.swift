import Crypto

/// A client's secret: 32 random bytes, shown once. What is stored is its SHA-256, which is enough for a secret that
/// nobody can guess.
public struct ClientSecret: Sendable {
  public let text: String

  /// A new secret.
  public init() {
    let bytes = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
    text = "c4a_" + Base64URL.encode(bytes)
  }

  public init(text: String) {
    self.text = text
  }

  public var hash: [UInt8] { Array(SHA256.hash(data: Array(text.utf8))) }

  /// Compares in a time that does not depend on where the difference lies.
  public func matches(hash stored: [UInt8]) -> Bool {
    let own = hash
    guard own.count == stored.count else { return false }
    return zip(own, stored).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
