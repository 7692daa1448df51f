import Crypto

/// A short code by which a person proves that an account on a platform is theirs: eight symbols, shown once.
///
/// Without vowels, so that no word is one, and without what is easily mistaken for something else. There are about 2.5 ×
/// 10¹¹; a code is good for minutes and once, and an address has few tries.
struct LinkCode: Sendable, Hashable {
  static let length = 8
  private static let digits = Array("23456789".utf8)
  private static let letters = Array("BCDFGHJKMNPQRSTVWXZ".utf8)
  /// The most bytes of a text that can be a code: `/start@` and a bot's name, the code and blanks around it.
  private static let maximumText = 96

  /// Eight symbols, capital letters.
  let text: String

  init(using generator: inout some RandomNumberGenerator) {
    let symbols = Self.digits + Self.letters
    var bytes: [UInt8]
    repeat {
      bytes = (0..<Self.length).map { _ in symbols[Int.random(in: 0..<symbols.count, using: &generator)] }
    } while !Self.isWellFormed(bytes)
    text = String(decoding: bytes, as: UTF8.self)
  }

  /// Reads what a person sent: the code alone or behind `/start`, in capital or small letters, with or without a hyphen or
  /// blank in the middle.
  ///
  /// - Returns: nil for every other text.
  init?(message: String) {
    // Every message is looked at: most are seen to be none by their length or by having no digit.
    guard message.utf8.count <= Self.maximumText, message.utf8.contains(where: Self.digits.contains) else { return nil }
    var words = message.split(whereSeparator: \.isWhitespace)
    if let command = words.first, command == "/start" || command.hasPrefix("/start@") { words.removeFirst() }
    guard words.count == 1 || (words.count == 2 && words.allSatisfy { $0.utf8.count == Self.length / 2 }) else {
      return nil
    }
    var bytes = words.joined().utf8.map { (0x61...0x7A).contains($0) ? $0 & 0xDF : $0 }
    if bytes.count == Self.length + 1, bytes[Self.length / 2] == UInt8(ascii: "-") { bytes.remove(at: Self.length / 2) }
    guard Self.isWellFormed(bytes) else { return nil }
    text = String(decoding: bytes, as: UTF8.self)
  }

  /// What is stored.
  var hash: [UInt8] { Array(SHA256.hash(data: Array("link code\u{0}\(text)".utf8))) }

  private static func isWellFormed(_ bytes: [UInt8]) -> Bool {
    bytes.count == length && bytes.contains { digits.contains($0) } && bytes.contains { letters.contains($0) }
      && bytes.allSatisfy { digits.contains($0) || letters.contains($0) }
  }
}
