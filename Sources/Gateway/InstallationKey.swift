import Crypto
import FoundationEssentials
import Model

/// A new key that signs access tokens: 32 random bytes under a random name.
public struct InstallationKey: Sendable {
  public let id: String
  public let secret: [UInt8]

  public init() {
    id = UUID.version7(at: .now()).lowercaseString
    secret = SymmetricKey(size: .bits256).withUnsafeBytes { Array($0) }
  }
}
