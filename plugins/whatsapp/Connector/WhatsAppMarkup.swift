import ConnectorSDK

/// Formatted text in WhatsApp's own marks: `*bold*`, `_italic_`, `~struck~`, `` `code` ``.
///
/// WhatsApp knows no escape, no underline and no links behind other words: these are left out, and a link's address is
/// written behind its words. A mark works only at the edge of a word and within a line.
enum WhatsAppMarkup {
  /// The texts to send, each within the limit (UTF-16 code units) with its marks; none of white space alone.
  static func parts(of text: RichText, limit: Int) -> [String] {
    var text = text
    var size = limit
    while true {
      let parts = text.split(TextSplitter(limit: size)).map(write)
      let excess = parts.map { $0.utf16.count - limit }.max() ?? 0
      if excess <= 0 { return parts.filter { part in !part.allSatisfy(\.isWhitespace) } }
      // The marks need room. A text that consists of little else is sent without them.
      size -= excess
      if size < limit / 2 {
        text.spans = []
        size = limit
      }
    }
  }

  static func write(_ text: RichText) -> String {
    if text.spans.isEmpty { return text.text }
    let units = Array(text.text.utf16)
    var insertions: [Insertion] = []
    for (order, span) in text.spans.enumerated() {
      if case .link(let address) = span.style {
        let words = String(decoding: units[span.range], as: UTF16.self)
        if !address.isEmpty, words != address, "mailto:\(words)" != address {
          insertions.append(Insertion(at: span.range.upperBound, isOpening: false, order: order, " (\(address))"))
        }
      } else if let mark = mark(of: span.style) {
        for range in pieces(units, span.range, perLine: span.style != .preformatted) {
          insertions.append(Insertion(at: range.lowerBound, isOpening: true, order: order, mark))
          insertions.append(Insertion(at: range.upperBound, isOpening: false, order: order, mark))
        }
      }
    }
    return joined(units, insertions.sorted())
  }

  private static func mark(of style: RichText.Style) -> String? {
    switch style {
    case .bold: "*"
    case .italic: "_"
    case .strikethrough: "~"
    case .code: "`"
    case .preformatted: "```"
    case .underline, .link: nil
    }
  }

  /// The parts of a span that can bear a mark: line by line, without the blanks at their edges.
  private static func pieces(_ units: [UInt16], _ range: Range<Int>, perLine: Bool) -> [Range<Int>] {
    let lines = perLine ? units[range].split { $0 == 0x0A || $0 == 0x0D } : [units[range]]
    return lines.compactMap { line in
      guard let first = line.firstIndex(where: { !isBlank($0) }), let last = line.lastIndex(where: { !isBlank($0) })
      else { return nil }
      return first..<(last + 1)
    }
  }

  private static func isBlank(_ unit: UInt16) -> Bool { unit == 0x20 || (0x09...0x0D).contains(unit) || unit == 0xA0 }

  private static func joined(_ units: [UInt16], _ insertions: [Insertion]) -> String {
    var result: [UInt16] = []
    result.reserveCapacity(units.count + insertions.count * 2)
    var position = 0
    for insertion in insertions {
      result += units[position..<insertion.position]
      result += Array(insertion.text.utf16)
      position = insertion.position
    }
    result += units[position...]
    return String(decoding: result, as: UTF16.self)
  }
}

/// A mark and its place. At one place inner spans end before outer ones, all ends come before all beginnings, and outer
/// spans begin before inner ones.
private struct Insertion: Comparable {
  let position: Int
  let text: String
  private let isOpening: Bool
  private let order: Int

  init(at position: Int, isOpening: Bool, order: Int, _ text: String) {
    self.position = position
    self.text = text
    self.isOpening = isOpening
    self.order = order
  }

  static func < (left: Insertion, right: Insertion) -> Bool {
    if left.position != right.position { return left.position < right.position }
    if left.isOpening != right.isOpening { return !left.isOpening }
    return left.isOpening ? left.order < right.order : left.order > right.order
  }
}
