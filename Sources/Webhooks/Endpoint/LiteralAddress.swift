#if canImport(Glibc)
  import Glibc
#endif

/// Addresses written where a name could stand, in every spelling that a system would follow.
enum LiteralAddress {
  /// The usual spelling of what inet_aton(3) takes for an address: decimal, octal and hexadecimal, in one to four parts.
  static func version4(_ text: String) -> String? {
    var address = in_addr()
    guard inet_aton(text, &address) == 1 else { return nil }
    let number = UInt32(bigEndian: address.s_addr)
    return "\(number >> 24).\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255)"
  }

  /// The usual spelling of an address of version 6 without a zone.
  static func version6(_ text: String) -> String? {
    var address = in6_addr()
    guard inet_pton(AF_INET6, text, &address) == 1 else { return nil }
    var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    guard inet_ntop(AF_INET6, &address, &buffer, socklen_t(buffer.count)) != nil else { return nil }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Whether a label is a number to inet_aton(3), as the last part of an address in version 4 is (WHATWG URL, 3.5).
  static func looksNumeric(_ label: String) -> Bool {
    if label.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) { return true }
    guard label.hasPrefix("0x") else { return false }
    return label.dropFirst(2).allSatisfy(\.isHexDigit)
  }
}
