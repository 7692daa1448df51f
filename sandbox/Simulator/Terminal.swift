#if canImport(Glibc)
  import Glibc
#endif

/// Colours, where there is a terminal to show them.
enum Terminal {
  enum Colour: String {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case magenta = "35"
    case cyan = "36"
  }

  /// Whether standard output is a terminal and nobody has asked for no colour (no-color.org).
  static var hasColour: Bool { isatty(STDOUT_FILENO) == 1 && getenv("NO_COLOR") == nil }

  static func paint(_ text: String, _ colour: Colour) -> String { "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m" }
}

extension String {
  /// On one line, without the control characters by which a text could take over the reader's terminal.
  var printable: String {
    String(String.UnicodeScalarView(unicodeScalars.map { $0.properties.generalCategory == .control ? " " : $0 }))
  }
}
