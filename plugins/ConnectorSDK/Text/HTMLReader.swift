/// Reads the HTML of the interface: b, i, u, s, code, pre, a, br, and entities. Any other tag is text.
struct HTMLReader {
  private let bytes: [UInt8]
  private var position = 0
  private var builder = RichTextBuilder()
  private var open: [(name: String, span: Int)] = []

  static func read(_ html: String) -> RichText {
    var reader = HTMLReader(bytes: Array(html.utf8))
    return reader.read()
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  private mutating func read() -> RichText {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "<") where tag(): break
      case UInt8(ascii: "&") where entity(): break
      default:
        builder.append(bytes[position])
        position += 1
      }
    }
    while let last = open.popLast() { builder.close(last.span) }
    return builder.finish()
  }

  /// Reads a tag that means something; false leaves everything where it is.
  private mutating func tag() -> Bool {
    // A tag holds no other tag, and none that means something is longer than an address.
    let window = bytes[(position + 1)...].prefix(4_096)
    guard let end = window.firstIndex(where: { $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "<") }),
      bytes[end] == UInt8(ascii: ">")
    else { return false }
    var content = String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
    let isClosing = content.hasPrefix("/")
    if isClosing { content.removeFirst() }
    let name = content.prefix { !$0.isWhitespace && $0 != "/" }.lowercased()
    if name == "br", !isClosing {
      builder.append(UInt8(ascii: "\n"))
    } else if isClosing {
      guard let index = open.lastIndex(where: { $0.name == name }) else {
        if Self.style(name, content) == nil { return false }
        position = end + 1
        return true
      }
      // Closes what was left open inside, too.
      for element in open[index...] { builder.close(element.span) }
      open.removeSubrange(index...)
    } else {
      guard let style = Self.style(name, content) else { return false }
      open.append((name, builder.open(style)))
    }
    position = end + 1
    return true
  }

  private static func style(_ name: String, _ content: String) -> RichText.Style? {
    switch name {
    case "b", "strong": .bold
    case "i", "em": .italic
    case "u", "ins": .underline
    case "s", "strike", "del": .strikethrough
    case "code": .code
    case "pre": .preformatted
    case "a": .link(address(content))
    default: nil
    }
  }

  /// The value of href.
  private static func address(_ content: String) -> String {
    let bytes = Array(content.utf8)
    let name = Array("href=".utf8)
    let place = bytes.indices.first { start in
      bytes[start...].prefix(name.count).elementsEqual(name) { $0 | 0x20 == $1 | 0x20 }
    }
    guard let place, place + name.count < bytes.count else { return "" }
    var value = bytes[(place + name.count)...]
    let quote = bytes[place + name.count]
    if quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") {
      value = value.dropFirst().prefix { $0 != quote }
    } else {
      value = value.prefix { $0 > 0x20 }
    }
    return HTMLReader.read(String(decoding: value, as: UTF8.self)).text
  }

  private mutating func entity() -> Bool {
    guard let end = bytes[position...].prefix(12).firstIndex(of: UInt8(ascii: ";")) else { return false }
    let name = String(decoding: bytes[(position + 1)..<end], as: UTF8.self)
    guard let scalar = Self.scalar(name) else { return false }
    builder.append(String(scalar).utf8)
    position = end + 1
    return true
  }

  private static func scalar(_ name: String) -> Unicode.Scalar? {
    switch name {
    case "lt": return "<"
    case "gt": return ">"
    case "amp": return "&"
    case "quot": return "\""
    case "apos": return "'"
    case "nbsp": return "\u{A0}"
    default: break
    }
    guard name.hasPrefix("#") else { return nil }
    let digits = name.dropFirst()
    let number = digits.first == "x" || digits.first == "X" ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
    guard let number, number != 0 else { return nil }
    return Unicode.Scalar(number)
  }
}
