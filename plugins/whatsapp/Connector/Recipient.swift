import ConnectorSDK

/// To whom a message goes: a phone number, a user who shows none, or a group.
struct Recipient: Equatable {
  private enum Kind {
    case number
    case user
    case group
  }

  /// As the gateway knows it.
  let given: String
  /// As the API wants it.
  let address: String
  private let kind: Kind

  var isNumber: Bool { kind == .number }
  var isGroup: Bool { kind == .group }
  /// The field of the request that names it.
  var field: StaticString { kind == .user ? "recipient" : "to" }

  static let refusal = ConnectorError.notFound(
    "a WhatsApp address is a phone number in digits, or a user id like BR.1349...")

  /// - Returns: nil for what is no address of WhatsApp.
  init?(_ recipient: String, chat: String) {
    given = chat.isEmpty ? recipient : chat
    if let digits = Self.digits(given) {
      address = digits
      kind = .number
    } else if Self.isUserID(given) {
      address = given
      kind = .user
    } else if !chat.isEmpty {
      address = given
      kind = .group
    } else {
      return nil
    }
  }

  /// People write numbers with a plus, blanks, hyphens and brackets.
  private static func digits(_ text: String) -> String? {
    let digits = text.utf8.filter { (0x30...0x39).contains($0) }
    let others = text.utf8.filter { !(0x30...0x39).contains($0) }
    guard (5...20).contains(digits.count), others.allSatisfy({ "+-(). ".utf8.contains($0) }) else { return nil }
    return String(decoding: digits, as: UTF8.self)
  }

  /// `BR.13491208655302741918`, `BR.ENT.…`: what a business sees of a user who shows no number.
  private static func isUserID(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard bytes.count > 3, bytes[2] == UInt8(ascii: "."), bytes[..<2].allSatisfy({ (0x41...0x5A).contains($0) }) else {
      return false
    }
    return bytes[3...].allSatisfy { byte in
      byte == UInt8(ascii: ".") || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
    }
  }
}
