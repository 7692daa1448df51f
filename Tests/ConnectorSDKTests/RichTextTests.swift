import ConnectorSDK
import TestSupport
import Testing

struct RichTextTests {
  private func styles(_ text: RichText) -> [String] {
    text.spans.map { span in
      let units = Array(text.text.utf16)[span.range]
      return "\(span.style): \(String(decoding: units, as: UTF16.self))"
    }
  }

  private static let markdown: [(String, String, [String])] = [
    ("plain", "plain", []),
    ("**bold** and *it*", "bold and it", ["bold: bold", "italic: it"]),
    ("__b__ _i_ ~~s~~", "b i s", ["bold: b", "italic: i", "strikethrough: s"]),
    ("***both***", "both", ["bold: both", "italic: both"]),
    ("a `co*de*` b", "a co*de* b", ["code: co*de*"]),
    ("``a`b``", "a`b", ["code: a`b"]),
    ("[site](https://x.example) !", "site !", ["link(\"https://x.example\"): site"]),
    ("[**b**](https://x.example)", "b", ["link(\"https://x.example\"): b", "bold: b"]),
    ("2 * 3 * 4, snake_case_word, a*b", "2 * 3 * 4, snake_case_word, a*b", []),
    ("\\*no\\* \\a", "*no* \\a", []),
    ("# Title\ntext", "Title\ntext", ["bold: Title"]),
    ("#hash", "#hash", []),
    ("```swift\nlet *a*\n```\nend", "let *a*\nend", ["preformatted: let *a*"]),
    ("```\nopen", "```\nopen", []),
    ("*a\n\nb*", "*a\n\nb*", []),
    ("*a\nb*", "a\nb", ["italic: a\nb"]),
    ("**🙂** é *中*", "🙂 é 中", ["bold: 🙂", "italic: 中"]),
    ("- one\n- two", "- one\n- two", []),
    ("**open", "**open", []),
    ("[a](", "[a](", []),
    ("", "", []),
  ]

  @Test(arguments: Self.markdown) func readsMarkdown(markdown: String, text: String, spans: [String]) {
    let rich = RichText(markdown, format: .markdown)
    #expect(rich.text == text)
    #expect(styles(rich) == spans)
  }

  private static let html: [(String, String, [String])] = [
    (
      "<b>bold</b> <i>it</i> <u>u</u> <s>s</s>", "bold it u s",
      ["bold: bold", "italic: it", "underline: u", "strikethrough: s"]
    ),
    ("<b>a<i>b</b>c</i>", "abc", ["bold: ab", "italic: b"]),
    ("a<br>b<br/>c", "a\nb\nc", []),
    ("<a href=\"https://x.example/?a=1&amp;b=2\">x</a>", "x", ["link(\"https://x.example/?a=1&b=2\"): x"]),
    ("<a href='u'>x</a>", "x", ["link(\"u\"): x"]),
    ("<code>a &lt; b</code> <pre>p</pre>", "a < b p", ["code: a < b", "preformatted: p"]),
    ("1 < 2 && 3 > 2 &unknown; &#128578;&#x41;", "1 < 2 && 3 > 2 &unknown; 🙂A", []),
    ("<script>x</script>", "<script>x</script>", []),
    ("<b>open", "open", ["bold: open"]),
    ("<b></b>", "", []),
  ]

  @Test(arguments: Self.html) func readsHTML(html: String, text: String, spans: [String]) {
    let rich = RichText(html, format: .html)
    #expect(rich.text == text)
    #expect(styles(rich) == spans)
  }

  @Test(arguments: 0..<30) func survivesAnythingAndKeepsSpansInTheText(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let pieces = [
      "*", "**", "_", "~~", "`", "```", "[", "](", ")", "\\", "#", " ", "\n", "<b>", "</b>", "<a href=\"", "\">",
      "&lt;", "&",
      "🙂", "é", "x", "中", "<br>", "<", ">",
    ]
    for _ in 0..<40 {
      let text = (0..<Int.random(in: 0...60, using: &random)).map { _ in pieces.randomElement(using: &random)! }
        .joined()
      for format in [TextFormat.markdown, .html] {
        let rich = RichText(text, format: format)
        let length = rich.text.utf16.count
        #expect(rich.spans.allSatisfy { !$0.range.isEmpty && $0.range.upperBound <= length }, "seed \(seed): \(text)")
      }
    }
  }

  @Test func readsALongHostileTextSoon() {
    let clock = ContinuousClock()
    for piece in ["*a ", "[", "`a``", "**a_", "~~", "<a ", "[a](", "_*"] {
      let text = String(repeating: piece, count: 20_000)
      let time = clock.measure {
        _ = RichText(text, format: .markdown)
        _ = RichText(text, format: .html)
      }
      #expect(time < .seconds(20), "\(piece)")
    }
  }

  @Test func sharesSpansAmongParts() {
    let rich = RichText("aaaa **bbbb cccc** dddd", format: .markdown)
    let parts = rich.split(TextSplitter(limit: 11))
    #expect(parts.map(\.text) == ["aaaa bbbb ", "cccc dddd"])
    #expect(parts.map(styles) == [["bold: bbbb "], ["bold: cccc"]])
  }
}
