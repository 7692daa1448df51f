import JSON
import Testing

@testable import sandbox

@Suite struct TelegramTextTests {
  private func read(_ text: String, mode: String? = nil) throws(TelegramError) -> TelegramText {
    var parameters = JSONObject([("text", .string(text))])
    parameters.set("parse_mode", mode)
    return try TelegramText(TelegramParameters(parameters))
  }

  private func problem(_ text: String, mode: String? = nil) -> String? {
    do throws(TelegramError) {
      _ = try read(text, mode: mode)
      return nil
    } catch {
      return error.description
    }
  }

  @Test func countsUTF16UnitsAfterParsing() throws {
    #expect(try read(String(repeating: "🎉", count: 2048)).text.utf16.count == 4096)
    #expect(problem(String(repeating: "🎉", count: 2049)) == "Bad Request: message is too long")
    let bold = "<b>" + String(repeating: "a", count: 4096) + "</b>"
    #expect(try read(bold, mode: "HTML").entities == [TelegramEntity(type: "bold", offset: 0, length: 4096)])
    #expect(problem(String(repeating: "a", count: 32_769)) == "Bad Request: text is too long")
  }

  @Test(arguments: ["", "  \n "])
  func refusesATextOfNothing(text: String) {
    #expect(problem(text) == "Bad Request: message text is empty")
    #expect(problem("<b>\(text)</b>", mode: "HTML") == "Bad Request: message text is empty")
  }

  @Test func readsHTML() throws {
    let text = try read(
      "a &lt;b&gt; <b>é<i>🎉</i></b> <a href=\"https://x.org/?a=1&amp;b\">link</a> &#33;", mode: "html")
    #expect(text.text == "a <b> é🎉 link !")
    #expect(text.entities.map(\.type) == ["bold", "italic", "text_link"])
    #expect(text.entities[0].offset == 6 && text.entities[0].length == 3)
    #expect(text.entities[1].offset == 7 && text.entities[1].length == 2)
    #expect(text.entities[2].url == "https://x.org/?a=1&b")
  }

  @Test(
    arguments: [
      ("a < b", "Unclosed start tag at byte offset 2"),
      ("<div>x</div>", "Unsupported start tag \"div\" at byte offset 0"),
      ("<b>x", "Can't find end tag corresponding to start tag \"b\""), ("x</b>", "Unexpected end tag at byte offset 1"),
      ("<b>x</i>", "Unmatched end tag at byte offset 4, expected \"</b>\", found \"</i>\""),
    ])
  func refusesBrokenHTML(text: String, reason: String) {
    #expect(problem(text, mode: "HTML") == "Bad Request: can't parse entities: \(reason)")
  }

  @Test func readsMarkdownV2() throws {
    let text = try read("*bold _both_* `co.de` ||s|| [x](https://x.org/\\)) 1\\.5", mode: "MarkdownV2")
    #expect(text.text == "bold both co.de s x 1.5")
    #expect(text.entities.map(\.type) == ["bold", "italic", "code", "spoiler", "text_link"])
    #expect(text.entities[4].url == "https://x.org/)")
  }

  @Test(
    arguments: [
      ("1.5", "Character '.' is reserved and must be escaped with the preceding '\\'"),
      ("*x", "Can't find end of Bold entity at byte offset 0"),
      ("é_x", "Can't find end of Italic entity at byte offset 2"),
      ("`x", "Can't find end of Code entity at byte offset 0"),
    ])
  func refusesBrokenMarkdownV2(text: String, reason: String) {
    #expect(problem(text, mode: "MarkdownV2") == "Bad Request: can't parse entities: \(reason)")
  }

  @Test func readsTheOldMarkdown() throws {
    #expect(try read("*b* _i_ `c` 1.5", mode: "Markdown").text == "b i c 1.5")
    let reason = "Bad Request: can't parse entities: Can't find end of the entity starting at byte offset 2"
    #expect(problem("a *b", mode: "Markdown") == reason)
    #expect(problem("a", mode: "rtf") == "Bad Request: unsupported parse_mode")
  }

  @Test func findsWhatAClientMarks() {
    let text = TelegramText.written("/start go to https://x.org with @someone")
    #expect(text.entities.map(\.type) == ["bot_command", "url", "mention"])
    #expect(text.entities[1].offset == 13 && text.entities[1].length == 13)
  }

  @Test(arguments: [1, 2, 3])
  func endsOnEveryTextThereIs(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let pieces = [
      "<", ">", "</b>", "<b>", "*", "_", "`", "```", "[", "](", ")", "|", "\\", "&", "&lt;", "é", "🎉", "\n", " ",
    ]
    for _ in 0..<3000 {
      let text = (0..<Int.random(in: 0...12, using: &random)).map { _ in pieces.randomElement(using: &random)! }
        .joined()
      for mode in ["HTML", "MarkdownV2", "Markdown"] {
        guard let parsed = try? read(text, mode: mode) else { continue }
        let end = parsed.text.utf16.count
        #expect(parsed.entities.allSatisfy { $0.offset >= 0 && $0.length > 0 && $0.offset + $0.length <= end })
      }
    }
  }
}
