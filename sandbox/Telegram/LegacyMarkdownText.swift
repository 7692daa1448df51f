/// `parse_mode: Markdown`, the old one: no nesting, four marks.
enum LegacyMarkdownText {
  static func parse(_ markup: String) throws(TelegramError) -> TelegramText {
    let input = Array(markup.unicodeScalars)
    var builder = TextBuilder()
    var index = 0
    while index < input.count {
      let scalar = input[index]
      if scalar == "\\", index + 1 < input.count, "_*`[".unicodeScalars.contains(input[index + 1]) {
        builder.append(input[index + 1])
        index += 2
        continue
      }
      guard let (width, type, ending) = mark(input, at: index) else {
        builder.append(scalar)
        index += 1
        continue
      }
      let begin = index + width
      guard let end = find(ending, in: input, from: begin) else {
        let byte = input[..<index].reduce(0) { $0 + UTF8.width($1) }
        throw .bad("can't parse entities: Can't find end of the entity starting at byte offset \(byte)")
      }
      let start = builder.length
      for scalar in input[begin..<end] { builder.append(scalar) }
      index = end + ending.count
      var url: String?
      if type == "text_link" {
        guard index < input.count, input[index] == "(", let close = find([")"], in: input, from: index) else {
          continue
        }
        url = String(String.UnicodeScalarView(input[(index + 1)..<close]))
        index = close + 1
      }
      builder.close(type, from: start, url: url)
    }
    return builder.result
  }

  /// The mark that begins here: its width, what it means, and what ends it.
  private static func mark(
    _ input: [Unicode.Scalar], at index: Int
  ) -> (width: Int, type: String, ending: [Unicode.Scalar])? {
    switch input[index] {
    case "*": (1, "bold", ["*"])
    case "_": (1, "italic", ["_"])
    case "[": (1, "text_link", ["]"])
    case "`" where input[index...].prefix(3).allSatisfy({ $0 == "`" }) && index + 3 <= input.count:
      (3, "pre", ["`", "`", "`"])
    case "`": (1, "code", ["`"])
    default: nil
    }
  }

  private static func find(_ ending: [Unicode.Scalar], in input: [Unicode.Scalar], from start: Int) -> Int? {
    guard start <= input.count - ending.count else { return nil }
    return (start...(input.count - ending.count)).first { Array(input[$0..<($0 + ending.count)]) == ending }
  }
}
