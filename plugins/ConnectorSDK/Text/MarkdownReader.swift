/// Reads the inline part of CommonMark: emphasis, strong emphasis, code, links, escapes, and of the blocks headings and
/// fenced code. Lists, quotes and tables read well as they are, and stay so.
struct MarkdownReader {
  /// How deep emphasis is looked for within emphasis.
  private static let maximumDepth = 6

  private let bytes: [UInt8]
  private var builder = RichTextBuilder()

  static func read(_ markdown: String) -> RichText {
    var reader = MarkdownReader(bytes: Array(markdown.utf8))
    reader.blocks()
    return reader.builder.finish()
  }

  private init(bytes: [UInt8]) { self.bytes = bytes }

  // MARK: Blocks

  private mutating func blocks() {
    var position = 0
    while position < bytes.count {
      if let fence = fence(at: position) {
        let span = builder.open(.preformatted)
        builder.append(bytes[fence.content])
        builder.close(span)
        position = fence.end
      } else {
        let end = paragraphEnd(from: position)
        if let content = heading(position..<end) {
          let span = builder.open(.bold)
          inline(content, depth: 0)
          builder.close(span)
        } else {
          inline(position..<end, depth: 0)
        }
        position = end
        if position < bytes.count {
          builder.append(bytes[position])
          position += 1
        }
      }
    }
  }

  /// A fenced block that begins here and is closed: what is inside, and where the text goes on (at the line's end).
  private func fence(at start: Int) -> (content: Range<Int>, end: Int)? {
    guard starts(start, "```") else { return nil }
    var line = lineEnd(from: start) + 1
    let content = line
    while line < bytes.count {
      if starts(line, "```") { return (content..<max(content, line - 1), lineEnd(from: line)) }
      line = lineEnd(from: line) + 1
    }
    return nil
  }

  /// Emphasis does not reach over blank lines, headings or fences: the end of the line before the next of them.
  private func paragraphEnd(from start: Int) -> Int {
    var end = lineEnd(from: start)
    if heading(start..<end) != nil { return end }
    while end + 1 < bytes.count {
      let next = end + 1
      let nextEnd = lineEnd(from: next)
      if next == nextEnd || starts(next, "```") || heading(next..<nextEnd) != nil { return end }
      end = nextEnd
    }
    return end
  }

  private func heading(_ line: Range<Int>) -> Range<Int>? {
    let marks = bytes[line].prefix { $0 == UInt8(ascii: "#") }.count
    guard (1...6).contains(marks), line.lowerBound + marks < line.upperBound,
      bytes[line.lowerBound + marks] == UInt8(ascii: " "), !bytes[line].contains(UInt8(ascii: "\n"))
    else { return nil }
    return (line.lowerBound + marks + 1)..<line.upperBound
  }

  private func lineEnd(from start: Int) -> Int {
    bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
  }

  private func starts(_ position: Int, _ text: StaticString) -> Bool {
    guard position + text.utf8CodeUnitCount <= bytes.count else { return false }
    return text.withUTF8Buffer { $0.elementsEqual(bytes[position..<(position + $0.count)]) }
  }

  // MARK: Inline

  private mutating func inline(_ range: Range<Int>, depth: Int) {
    // Once a mark was found to have no partner, none of its kind further on has one here.
    var hopeless: Set<[UInt8]> = []
    var position = range.lowerBound
    while position < range.upperBound {
      let byte = bytes[position]
      switch byte {
      case UInt8(ascii: "\\") where position + 1 < range.upperBound && Self.isPunctuation(bytes[position + 1]):
        builder.append(bytes[position + 1])
        position += 2
        continue
      case UInt8(ascii: "`"):
        position = code(position, range)
        continue
      case UInt8(ascii: "[") where depth < Self.maximumDepth:
        if let end = link(position, range, depth) {
          position = end
          continue
        }
      case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"):
        position = emphasis(position, range, depth, &hopeless)
        continue
      default: break
      }
      builder.append(byte)
      position += 1
    }
  }

  private mutating func code(_ start: Int, _ range: Range<Int>) -> Int {
    let marks = run(at: start, range)
    var position = start + marks
    while let next = bytes[position..<range.upperBound].firstIndex(of: UInt8(ascii: "`")) {
      let count = run(at: next, range)
      if count == marks {
        let span = builder.open(.code)
        builder.append(bytes[(start + marks)..<next])
        builder.close(span)
        return next + count
      }
      position = next + count
    }
    builder.append(bytes[start..<(start + marks)])
    return start + marks
  }

  private mutating func link(_ start: Int, _ range: Range<Int>, _ depth: Int) -> Int? {
    // The label and the address of a link are short; looking further would cost too much for a text of brackets.
    let window = bytes[start..<min(range.upperBound, start + 2_048)]
    guard let label = window.firstIndex(of: UInt8(ascii: "]")), label + 1 < range.upperBound,
      bytes[label + 1] == UInt8(ascii: "("),
      let end = bytes[(label + 2)..<min(range.upperBound, label + 2_048)].firstIndex(of: UInt8(ascii: ")"))
    else { return nil }
    let address = bytes[(label + 2)..<end].prefix { $0 != UInt8(ascii: " ") }
    guard !address.isEmpty else { return nil }
    let span = builder.open(.link(String(decoding: address, as: UTF8.self)))
    inline((start + 1)..<label, depth: depth + 1)
    builder.close(span)
    return end + 1
  }

  private mutating func emphasis(_ start: Int, _ range: Range<Int>, _ depth: Int, _ hopeless: inout Set<[UInt8]>) -> Int
  {
    let length = run(at: start, range)
    let content = start + length
    let mark = Array(bytes[start..<content].prefix(4))
    if depth < Self.maximumDepth, let styles = Self.styles(bytes[start], length), !hopeless.contains(mark),
      opens(start, content, range)
    {
      if let end = closing(mark, from: content, range) {
        let spans = styles.map { builder.open($0) }
        inline(content..<end, depth: depth + 1)
        for span in spans { builder.close(span) }
        return end + length
      }
      hopeless.insert(mark)
    }
    builder.append(bytes[start..<content])
    return content
  }

  private static func styles(_ mark: UInt8, _ count: Int) -> [RichText.Style]? {
    if mark == UInt8(ascii: "~") { return count <= 2 ? [.strikethrough] : nil }
    switch count {
    case 1: return [.italic]
    case 2: return [.bold]
    case 3: return [.bold, .italic]
    default: return nil
    }
  }

  private func opens(_ start: Int, _ content: Int, _ range: Range<Int>) -> Bool {
    guard content < range.upperBound, !Self.isBlank(bytes[content]) else { return false }
    // A word_with_underlines is none with emphasis.
    return bytes[start] != UInt8(ascii: "_") || start == 0 || !Self.isWord(bytes[start - 1])
  }

  private func closing(_ mark: [UInt8], from content: Int, _ range: Range<Int>) -> Int? {
    var position = content
    while let next = bytes[position..<range.upperBound].firstIndex(of: mark[0]) {
      let length = run(at: next, range)
      let after = next + length
      let isWordGoingOn = mark[0] == UInt8(ascii: "_") && after < bytes.count && Self.isWord(bytes[after])
      let isEscaped = bytes[next - 1] == UInt8(ascii: "\\")
      if length == mark.count, next > content, !Self.isBlank(bytes[next - 1]), !isWordGoingOn, !isEscaped {
        return next
      }
      position = after
    }
    return nil
  }

  private func run(at start: Int, _ range: Range<Int>) -> Int {
    bytes[start..<range.upperBound].prefix { $0 == bytes[start] }.count
  }

  private static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  private static func isWord(_ byte: UInt8) -> Bool {
    byte >= 0x80 || (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte & 0xDF)
  }

  private static func isPunctuation(_ byte: UInt8) -> Bool {
    (0x21...0x7E).contains(byte) && !isWord(byte)
  }
}
