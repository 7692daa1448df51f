import Formatting
import Model

/// The beginning of a message's words, in one line: what a quoted line shows of the message that is answered.
enum Excerpt {
  /// In characters.
  static let limit = 80

  /// Nil for a message without words.
  static func of(_ text: String, format: MessageFormat = .plain) -> String? {
    // Nobody needs more than the beginning, and a long text costs.
    let plain = PlainText.of(String(text.prefix(limit * 8)), format: format)
    let words = plain.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard !words.isEmpty else { return nil }
    return words.count <= limit ? words : words.prefix(limit - 1) + "…"
  }
}
