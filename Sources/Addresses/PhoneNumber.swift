/// A phone number in international form (ITU-T E.164), by its digits alone.
public struct PhoneNumber: Sendable, Hashable {
  /// Country code and national number, without a plus or a dialling prefix.
  public let digits: String

  /// Reads a number as people type it: with a plus or `00` in front, with blanks, hyphens, dots and brackets.
  ///
  /// - Returns: nil for what is no international number of 7 to 20 digits.
  public init?(_ text: String) {
    var digits: [UInt8] = []
    for (index, byte) in text.utf8.enumerated() {
      switch byte {
      case UInt8(ascii: "0")...UInt8(ascii: "9"): digits.append(byte)
      case UInt8(ascii: "+") where index == 0: break
      case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "."): break
      default: return nil
      }
    }
    // No country code begins with a zero, so this is the prefix by which one dials abroad.
    if digits.starts(with: [UInt8(ascii: "0"), UInt8(ascii: "0")]) { digits.removeFirst(2) }
    guard (7...20).contains(digits.count) else { return nil }
    self.digits = String(decoding: digits, as: UTF8.self)
  }

  /// The one spelling that stands for all: Brazil with the ninth digit, Argentina with 9 and without 15, Mexico without 1.
  public var key: String { Self.brazilian(digits) ?? Self.argentinian(digits) ?? Self.mexican(digits) ?? digits }

  /// The ``key``, and the other spellings that platforms use.
  public var variants: [String] {
    let key = key
    if key.hasPrefix("55"), key.count == 13, Self.brazilian(key) != nil { return [key, Self.without(4, in: key)] }
    if key.count == 13, Self.argentinian(Self.without(2, in: key)) == key { return [key, Self.without(2, in: key)] }
    if key.hasPrefix("52"), key.count == 12 { return [key, "521" + key.dropFirst(2)] }
    return [key]
  }

  /// 55, the area's two digits, and a mobile number: eight digits that begin with 6 to 9, before which a 9 was put in all
  /// areas from 2012 to 2016. WhatsApp keeps the shorter form for accounts of most areas. Landlines (2 to 5) got none.
  private static func brazilian(_ digits: String) -> String? {
    let bytes = Array(digits.utf8)
    guard digits.hasPrefix("55"), bytes.count == 12 || bytes.count == 13, bytes[2] != zero, bytes[3] != zero else {
      return nil
    }
    guard bytes.count == 12 || bytes[4] == nine, isMobile(bytes[bytes.count - 8]) else { return nil }
    return bytes.count == 13 ? digits : String(decoding: bytes[..<4] + [nine] + bytes[4...], as: UTF8.self)
  }

  private static func isMobile(_ first: UInt8) -> Bool { (UInt8(ascii: "6")...nine).contains(first) }

  /// 54, a 9 for mobiles called from abroad, area and number of ten digits together; called from inside there is no 9, and
  /// a 15 between the two. Areas have two digits (11 alone), three or four.
  private static func argentinian(_ digits: String) -> String? {
    guard digits.hasPrefix("54") else { return nil }
    var national = Array(digits.utf8.dropFirst(2))
    if national.count == 11 || national.count == 13, national.first == nine { national.removeFirst() }
    if national.count == 12, let place = placeOfFifteen(national) { national.removeSubrange(place..<(place + 2)) }
    guard national.count == 10, let first = national.first, (UInt8(ascii: "1")...UInt8(ascii: "3")).contains(first)
    else { return nil }
    return "549" + String(decoding: national, as: UTF8.self)
  }

  /// No area but 11 begins with a 1.
  private static func placeOfFifteen(_ national: [UInt8]) -> Int? {
    let areas = national.starts(with: Array("11".utf8)) ? [2] : national.first == UInt8(ascii: "1") ? [] : [3, 4]
    return areas.first { national[$0..<($0 + 2)].elementsEqual("15".utf8) }
  }

  /// 52 and ten digits; until 2019 mobiles had a 1 in between, and WhatsApp still has it.
  private static func mexican(_ digits: String) -> String? {
    guard digits.hasPrefix("52") else { return nil }
    if digits.count == 12 { return digits }
    return digits.count == 13 && digits.hasPrefix("521") ? "52" + digits.dropFirst(3) : nil
  }

  private static func without(_ index: Int, in digits: String) -> String {
    var bytes = Array(digits.utf8)
    bytes.remove(at: index)
    return String(decoding: bytes, as: UTF8.self)
  }

  private static let zero = UInt8(ascii: "0")
  private static let nine = UInt8(ascii: "9")
}
