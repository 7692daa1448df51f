/// A block of addresses, such as `10.0.0.0/8`, `fd00::/8`, or one address.
public struct CIDR: Sendable, Hashable, CustomStringConvertible {
  /// Why a text is no block; the description says what would be right.
  public struct Fault: Error, Sendable, Hashable, CustomStringConvertible {
    public var description: String
  }

  private let text: String
  private let version: IPAddress.Version
  private let network: UInt128
  private let mask: UInt128

  /// - Throws: `Fault` for what is not an address with an optional prefix length, and for bits beyond that length, which
  ///   are more often a slip than meant.
  public init(_ text: String) throws(Fault) {
    let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
    guard let address = IPAddress(String(parts[0])) else {
      throw Fault(description: "'\(text)' is no block of addresses; write one like 10.0.0.0/8, fd00::/8 or 127.0.0.1")
    }
    var length = address.bitWidth
    if parts.count == 2 {
      guard let given = Int(parts[1]), (0...length).contains(given), parts[1].utf8.first != UInt8(ascii: "+") else {
        throw Fault(description: "'\(text)' needs a whole number from 0 to \(length) behind the slash")
      }
      length = given
    }
    let width = address.bitWidth
    let mask = length == 0 ? 0 : (UInt128.max << (width - length)) & (UInt128.max >> (128 - width))
    guard address.bits & mask == address.bits else {
      throw Fault(description: "'\(text)' has bits set beyond its \(length); leave them zero, or write a longer prefix")
    }
    self.text = text
    self.version = address.version
    self.network = address.bits
    self.mask = mask
  }

  /// For tables of constants; a mistake in one is ours.
  init(constant: StaticString) {
    try! self.init("\(constant)")  // Safe: every constant is parsed by a test.
  }

  public func contains(_ address: IPAddress) -> Bool {
    address.version == version && address.bits & mask == network
  }

  public var description: String { text }
}
