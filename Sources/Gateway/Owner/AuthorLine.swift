import Formatting
import Model

/// The author's name in front of a message's words, for channels on which all messages come from one bot or number.
enum AuthorLine {
  /// Stands for an author who has no name that others may see.
  static let nobody = "👤"

  /// The text with the name in front: in its first line, or in a line of its own where the first line is more than words.
  ///
  /// - Parameter quotes: The text begins with a line that quotes what it answers.
  static func of(_ name: String, before written: WrittenText, quotes: Bool = false) -> WrittenText {
    switch written.format {
    case .plain: WrittenText("\(name):\(quotes ? "\n" : " ")\(written.text)", .plain)
    case .markdown:
      WrittenText("\(markdown(name)):\(beginsBlock(written.text) ? "\n\n" : " ")\(written.text)", .markdown)
    case .html: WrittenText("\(html(name)): \(written.text)", .html)
    }
  }

  private static func markdown(_ name: String) -> String {
    String(name.flatMap { "\\`*_[]<>~&#!|".contains($0) ? ["\\", $0] : [$0] })
  }

  private static func html(_ name: String) -> String {
    name.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;")
  }

  /// Whether what comes first may be a heading, an item, a quotation or code: these begin lines.
  private static func beginsBlock(_ text: String) -> Bool {
    guard let first = text.first else { return false }
    if first.isWhitespace || "#>-+*=|~`<".contains(first) { return true }
    let rest = text.drop { $0.isASCII && $0.isNumber }
    return rest.startIndex != text.startIndex && (rest.first == "." || rest.first == ")")
  }
}
