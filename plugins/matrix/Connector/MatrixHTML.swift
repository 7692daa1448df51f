import ConnectorSDK

/// Formatted text as `org.matrix.custom.html`.
enum MatrixHTML {
  static func write(_ text: RichText) -> String {
    let units = Array(text.text.utf16)
    var tags: [Tag] = []
    for (order, span) in text.spans.enumerated() {
      guard let (opening, closing) = element(span.style) else { continue }
      tags.append(Tag(at: span.range.lowerBound, isOpening: true, order: order, text: opening))
      tags.append(Tag(at: span.range.upperBound, isOpening: false, order: order, text: closing))
    }
    var html = ""
    var position = 0
    for tag in tags.sorted() {
      html += escaped(String(decoding: units[position..<tag.position], as: UTF16.self))
      html += tag.text
      position = tag.position
    }
    return html + escaped(String(decoding: units[position...], as: UTF16.self))
  }

  private static func element(_ style: RichText.Style) -> (String, String)? {
    switch style {
    case .bold: ("<strong>", "</strong>")
    case .italic: ("<em>", "</em>")
    case .underline: ("<u>", "</u>")
    case .strikethrough: ("<del>", "</del>")
    case .code: ("<code>", "</code>")
    case .preformatted: ("<pre><code>", "</code></pre>")
    case .link(let address) where isSafe(address): ("<a href=\"\(escaped(address))\">", "</a>")
    case .link: nil
    }
  }

  /// Clients follow no other schemes, and should not be asked to.
  private static func isSafe(_ address: String) -> Bool {
    ["https://", "http://", "mailto:"].contains { address.lowercased().hasPrefix($0) }
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      switch scalar {
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\"": result += "&quot;"
      case "\n": result += "<br>"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}

/// A tag and its place. At one place inner elements end before outer ones, all ends come before all beginnings, and outer
/// elements begin before inner ones.
private struct Tag: Comparable {
  let position: Int
  let isOpening: Bool
  let order: Int
  let text: String

  init(at position: Int, isOpening: Bool, order: Int, text: String) {
    self.position = position
    self.isOpening = isOpening
    self.order = order
    self.text = text
  }

  static func < (left: Tag, right: Tag) -> Bool {
    if left.position != right.position { return left.position < right.position }
    if left.isOpening != right.isOpening { return !left.isOpening }
    return left.isOpening ? left.order < right.order : left.order > right.order
  }
}
