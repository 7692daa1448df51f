import Glibc

/// An address of the internet protocol, version 4 or 6.
public struct IPAddress: Sendable, Hashable {
  public enum Version: Sendable, Hashable {
    case v4
    case v6
  }

  public let version: Version
  /// The number that the address is; version 4 fills the lower 32 bits.
  let bits: UInt128

  init(v4 bits: UInt32) {
    version = .v4
    self.bits = UInt128(bits)
  }

  init(v6 bits: UInt128) {
    version = .v6
    self.bits = bits
  }

  /// The usual notations: `192.0.2.1`, `2001:db8::1`. Zone names, brackets and other spellings of numbers are refused.
  public init?(_ text: String) {
    guard text.utf8.count <= 45, let address = text.withCString(Self.read) else { return nil }
    self = address
  }

  init?(cString: UnsafePointer<CChar>) {
    guard let address = Self.read(cString) else { return nil }
    self = address
  }

  /// 4 or 16 bytes in network order.
  init?(bytes: UnsafeBufferPointer<UInt8>) {
    switch bytes.count {
    case 4: self.init(v4: bytes.reduce(0) { $0 << 8 | UInt32($1) })
    case 16: self.init(v6: bytes.reduce(0) { $0 << 8 | UInt128($1) })
    default: return nil
    }
  }

  private static func read(_ text: UnsafePointer<CChar>) -> IPAddress? {
    var v4 = in_addr()
    if inet_pton(AF_INET, text, &v4) == 1 { return IPAddress(v4: UInt32(bigEndian: v4.s_addr)) }
    var v6 = in6_addr()
    guard inet_pton(AF_INET6, text, &v6) == 1 else { return nil }
    return withUnsafeBytes(of: &v6) { IPAddress(bytes: $0.assumingMemoryBound(to: UInt8.self)) }
  }

  var bitWidth: Int { version == .v4 ? 32 : 128 }
}
