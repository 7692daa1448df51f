import ConnectorSDK
import Testing

struct PlainTextTests {
  @Test(arguments: [
    ("**Hello** *you*", "Hello you"), ("[site](https://x.example)!", "site (https://x.example)!"),
    ("[https://x.example](https://x.example)", "https://x.example"),
    ("🙂 [a](https://a.example) and [b](https://b.example)", "🙂 a (https://a.example) and b (https://b.example)"),
  ]) func writesLinksBehindTheirWords(markdown: String, plain: String) {
    #expect(RichText(markdown, format: .markdown).plain == plain)
  }

  @Test func cutsByBytesWhereAPlatformCountsThem() {
    let splitter = TextSplitter(limit: 10, unit: .utf8)
    #expect(splitter.split("ééééé") == ["ééééé"])
    #expect(splitter.split("éééééé") == ["ééééé", "é"])
    #expect(splitter.split("🙂🙂🙂") == ["🙂🙂", "🙂"])
    #expect(splitter.split("olá você aí").allSatisfy { $0.utf8.count <= 10 })
    // One character under many accents is longer than a part.
    let tower = "e" + String(repeating: "\u{301}", count: 12)
    let parts = splitter.split(tower)
    #expect(parts.joined() == tower)
    #expect(parts.allSatisfy { $0.utf8.count <= 10 })
  }
}
