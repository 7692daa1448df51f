/// Phone numbers as people dial them, and the ids that WhatsApp makes of them.
enum WhatsAppNumber {
  /// The digits of a number in international format; nil where it is none.
  ///
  /// Spaces, dashes, parentheses and one leading plus are tolerated.
  static func digits(_ text: String) -> String? {
    var digits = ""
    for (index, character) in text.enumerated() {
      switch character {
      case "0"..."9" where character.isASCII: digits.append(character)
      case "+" where index == 0: continue
      case " ", "-", "(", ")": continue
      default: return nil
      }
    }
    return (7...15).contains(digits.count) && digits.first != "0" ? digits : nil
  }

  /// The wa_id of a dialled number: Brazil's ninth digit goes, Argentina's 9 and Mexico's 1 come.
  static func waID(digits: String) -> String {
    let all = Array(digits)
    if digits.hasPrefix("55"), all.count == 13, all[4] == "9" { return String(all[..<4] + all[5...]) }
    if digits.hasPrefix("54"), all.count == 12, all[2] != "9" { return "549" + String(all[2...]) }
    if digits.hasPrefix("52"), all.count == 12, all[2] != "1" { return "521" + String(all[2...]) }
    return digits
  }

  /// The two letters with which the user ids of a number's country begin.
  static func country(waID: String) -> String {
    let countries = [
      ("1", "US"), ("351", "PT"), ("34", "ES"), ("44", "GB"), ("49", "DE"), ("52", "MX"), ("54", "AR"), ("55", "BR"),
      ("91", "IN"),
    ]
    return countries.first { waID.hasPrefix($0.0) }?.1 ?? "XX"
  }
}
