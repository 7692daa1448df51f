import Crypto
import FoundationEssentials

/// The text form of an endpoint's secret: `whsec_` and the base64 of its bytes, as Standard Webhooks has it.
public enum WebhookSecret {
  public static let prefix = "whsec_"
  /// How many bytes a secret may have.
  public static let lengths = 24...64

  /// 32 random bytes.
  public static func random() -> [UInt8] {
    SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
  }

  /// Nil for what is no secret of 24 to 64 bytes.
  public static func parse(_ text: String) -> [UInt8]? {
    guard text.hasPrefix(prefix), let data = Data(base64Encoded: String(text.dropFirst(prefix.count))),
      lengths.contains(data.count)
    else { return nil }
    return Array(data)
  }

  public static func text(of secret: [UInt8]) -> String {
    prefix + Data(secret).base64EncodedString()
  }
}
