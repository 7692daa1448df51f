/// `parse_mode: HTML`.
enum HTMLText {
  private static let types = [
    "b": "bold", "strong": "bold", "i": "italic", "em": "italic", "u": "underline", "ins": "underline",
    "s": "strikethrough", "strike": "strikethrough", "del": "strikethrough", "code": "code", "pre": "pre",
    "a": "text_link", "tg-spoiler": "spoiler", "span": "spoiler", "blockquote": "blockquote",
    "tg-emoji": "custom_emoji",
  ]
  private static let references = ["lt": "<", "gt": ">", "amp": "&", "quot": "\""]

  private struct OpenTag {
    var name: String
    var offset: Int
    var value: String?
  }

  static func parse(_ markup: String) throws(TelegramError) -> TelegramText {
    let bytes = Array(markup.utf8)
    var builder = TextBuilder()
    var open: [OpenTag] = []
    var start = 0
    var index = 0
    func flush() { builder.append(String(decoding: bytes[start..<index], as: UTF8.self)) }
    while index < bytes.count {
      switch bytes[index] {
      case UInt8(ascii: "&"):
        guard let (text, end) = reference(bytes, at: index) else {
          index += 1
          continue
        }
        flush()
        builder.append(text)
        index = end
        start = end
      case UInt8(ascii: "<"):
        flush()
        index = try tag(bytes, at: index, &open, &builder)
        start = index
      default: index += 1
      }
    }
    flush()
    if let last = open.last {
      throw error("Can't find end tag corresponding to start tag \"\(last.name)\"")
    }
    return builder.result
  }

  private static func error(_ text: String) -> TelegramError { .bad("can't parse entities: \(text)") }

  /// Reads one tag and returns where it ends.
  private static func tag(
    _ bytes: [UInt8], at begin: Int, _ open: inout [OpenTag], _ builder: inout TextBuilder
  ) throws(TelegramError) -> Int {
    guard let end = bytes[begin...].firstIndex(of: UInt8(ascii: ">")) else {
      throw error(
        begin + 1 < bytes.count && bytes[begin + 1] == UInt8(ascii: "/")
          ? "Unclosed end tag at byte offset \(begin)" : "Unclosed start tag at byte offset \(begin)")
    }
    let content = String(decoding: bytes[(begin + 1)..<end], as: UTF8.self)
    if content.hasPrefix("/") {
      let name = content.dropFirst().lowercased().filter { !$0.isWhitespace }
      guard let last = open.popLast() else { throw error("Unexpected end tag at byte offset \(begin)") }
      guard name == last.name || name.isEmpty else {
        throw error(
          "Unmatched end tag at byte offset \(begin), expected \"</\(last.name)>\", found \"</\(name)>\"")
      }
      close(last, &builder)
      return end + 1
    }
    let name = content.prefix { !$0.isWhitespace }.lowercased()
    guard types[name] != nil else { throw error("Unsupported start tag \"\(name)\" at byte offset \(begin)") }
    let attributes = content.dropFirst(name.count)
    if name == "span", attribute("class", attributes) != "tg-spoiler" {
      throw error("Tag \"span\" must have class \"tg-spoiler\" at byte offset \(begin)")
    }
    let value = name == "a" ? attribute("href", attributes) : name == "code" ? attribute("class", attributes) : nil
    open.append(OpenTag(name: name, offset: builder.length, value: value))
    return end + 1
  }

  private static func close(_ tag: OpenTag, _ builder: inout TextBuilder) {
    if tag.name == "a" {
      let url = tag.value ?? builder.tail(from: tag.offset)
      // A link that is none is shown as plain text.
      if url.contains(".") || url.contains("://") { builder.close("text_link", from: tag.offset, url: url) }
    } else {
      let language = tag.value.flatMap { $0.hasPrefix("language-") ? String($0.dropFirst("language-".count)) : nil }
      builder.close(types[tag.name] ?? tag.name, from: tag.offset, language: language)
    }
  }

  private static func attribute(_ name: String, _ text: Substring) -> String? {
    guard let range = text.firstRange(of: name + "=") else { return nil }
    var value = text[range.upperBound...]
    if let quote = value.first, quote == "\"" || quote == "'" {
      value = value.dropFirst().prefix { $0 != quote }
    } else {
      value = value.prefix { !$0.isWhitespace }
    }
    return unescape(String(value))
  }

  private static func unescape(_ text: String) -> String {
    guard text.contains("&") else { return text }
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == UInt8(ascii: "&"), let (text, end) = reference(bytes, at: index) {
        result += text.utf8
        index = end
      } else {
        result.append(bytes[index])
        index += 1
      }
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// `&lt;`, `&#39;` and `&#x27;`; nil for an ampersand that begins none of them.
  private static func reference(_ bytes: [UInt8], at begin: Int) -> (text: String, end: Int)? {
    let rest = bytes[(begin + 1)...].prefix(10)
    guard let end = rest.firstIndex(of: UInt8(ascii: ";")) else { return nil }
    let name = String(decoding: bytes[(begin + 1)..<end], as: UTF8.self)
    if let text = references[name] { return (text, end + 1) }
    guard name.hasPrefix("#") else { return nil }
    let number =
      name.lowercased().hasPrefix("#x") ? UInt32(name.dropFirst(2), radix: 16) : UInt32(name.dropFirst())
    guard let scalar = number.flatMap(Unicode.Scalar.init), scalar.value != 0 else { return nil }
    return (String(scalar), end + 1)
  }
}
