/// `parse_mode: MarkdownV2`.
struct MarkdownText {
  private static let reserved = Set("_*[]()~`>#+-=|{}.!".unicodeScalars)

  private enum Mark: String {
    case bold = "Bold"
    case italic = "Italic"
    case underline = "Underline"
    case strikethrough = "Strikethrough"
    case spoiler = "Spoiler"
    case link = "TextUrl"

    var type: String { self == .link ? "text_link" : rawValue.lowercased() }
  }

  private let input: [Unicode.Scalar]
  private var position = 0
  private var bytes = 0
  private var builder = TextBuilder()
  private var open: [(mark: Mark, offset: Int, byte: Int)] = []
  private var quoteStart: Int?

  private init(_ markup: String) {
    input = Array(markup.unicodeScalars)
  }

  static func parse(_ markup: String) throws(TelegramError) -> TelegramText {
    var reader = MarkdownText(markup)
    try reader.read()
    return reader.builder.result
  }

  private static func error(_ text: String) -> TelegramError { .bad("can't parse entities: \(text)") }

  private func at(_ offset: Int) -> Unicode.Scalar? {
    position + offset < input.count ? input[position + offset] : nil
  }

  private mutating func skip(_ count: Int) {
    for scalar in input[position..<(position + count)] { bytes += UTF8.width(scalar) }
    position += count
  }

  private mutating func read() throws(TelegramError) {
    while let scalar = at(0) {
      let isLineStart = position == 0 || input[position - 1] == "\n"
      if isLineStart, scalar == ">" {
        if quoteStart == nil { quoteStart = builder.length }
        skip(1)
        continue
      }
      if isLineStart, let start = quoteStart {
        builder.close("blockquote", from: start)
        quoteStart = nil
      }
      try readOne(scalar)
    }
    if let start = quoteStart { builder.close("blockquote", from: start) }
    if let last = open.last {
      throw Self.error("Can't find end of \(last.mark.rawValue) entity at byte offset \(last.byte)")
    }
  }

  private mutating func readOne(_ scalar: Unicode.Scalar) throws(TelegramError) {
    switch scalar {
    case "\\":
      // A backslash before a code from 1 to 126 takes its meaning away.
      if let next = at(1), (1...126).contains(next.value) {
        builder.append(next)
        skip(2)
      } else {
        builder.append(scalar)
        skip(1)
      }
    case "*": toggle(.bold, 1)
    case "_" where at(1) == "_": toggle(.underline, 2)
    case "_": toggle(.italic, 1)
    case "~": toggle(.strikethrough, 1)
    case "|" where at(1) == "|": toggle(.spoiler, 2)
    case "`": try readCode()
    case "[":
      open.append((.link, builder.length, bytes))
      skip(1)
    case "]": try closeLink()
    case _ where Self.reserved.contains(scalar):
      throw Self.error("Character '\(scalar)' is reserved and must be escaped with the preceding '\\'")
    default:
      builder.append(scalar)
      skip(1)
    }
  }

  private mutating func toggle(_ mark: Mark, _ width: Int) {
    if let last = open.last, last.mark == mark {
      open.removeLast()
      builder.close(mark.type, from: last.offset)
    } else {
      open.append((mark, builder.length, bytes))
    }
    skip(width)
  }

  private mutating func readCode() throws(TelegramError) {
    let isBlock = at(1) == "`" && at(2) == "`"
    let width = isBlock ? 3 : 1
    let (start, byte) = (builder.length, bytes)
    skip(width)
    var language: String?
    if isBlock, let line = input[position...].firstIndex(of: "\n") {
      let word = input[position..<line]
      if !word.isEmpty, word.allSatisfy({ $0.properties.isAlphabetic || $0.properties.numericType != nil }) {
        language = String(String.UnicodeScalarView(word))
        skip(word.count + 1)
      }
    }
    while let scalar = at(0) {
      if scalar == "`", !isBlock || (at(1) == "`" && at(2) == "`") {
        skip(width)
        builder.close(isBlock ? "pre" : "code", from: start, language: language)
        return
      }
      if scalar == "\\", let next = at(1), next == "`" || next == "\\" { skip(1) }
      if let scalar = at(0) { builder.append(scalar) }
      skip(1)
    }
    throw Self.error("Can't find end of \(isBlock ? "Pre" : "Code") entity at byte offset \(byte)")
  }

  private mutating func closeLink() throws(TelegramError) {
    guard let last = open.last, last.mark == .link else {
      throw Self.error("Character ']' is reserved and must be escaped with the preceding '\\'")
    }
    open.removeLast()
    skip(1)
    var url = ""
    if at(0) == "(" {
      let byte = bytes
      skip(1)
      while let scalar = at(0), scalar != ")" {
        if scalar == "\\", at(1) != nil { skip(1) }
        if let scalar = at(0) { url.unicodeScalars.append(scalar) }
        skip(1)
      }
      guard at(0) == ")" else { throw Self.error("Can't find end of a URL at byte offset \(byte)") }
      skip(1)
    } else {
      url = builder.tail(from: last.offset)
    }
    if url.contains(".") || url.contains("://") { builder.close("text_link", from: last.offset, url: url) }
  }
}
