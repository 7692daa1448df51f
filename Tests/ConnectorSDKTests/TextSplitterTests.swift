import ConnectorSDK
import TestSupport
import Testing

struct TextSplitterTests {
  private static let alphabet = [
    "a", "b", " ", "\n", "\n\n", "é", "e\u{301}", "中", "🙂", "👩‍👩‍👧‍👦", "🇧🇷", "\r\n", "\t", ". ", "word ", "ﷺ", "\u{200B}",
  ]

  @Test(arguments: 0..<40) func partsAreTheTextAndFit(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<25 {
      let text = (0..<Int.random(in: 0...400, using: &random)).map { _ in Self.alphabet.randomElement(using: &random)! }
        .joined()
      let limit = Int.random(in: 16...120, using: &random)
      let parts = TextSplitter(limit: limit).split(text)
      #expect(parts.joined() == text, "seed \(seed)")
      #expect(parts.allSatisfy { $0.utf16.count <= limit }, "seed \(seed)")
      // No character is cut: there are as many as before. (The longest of the alphabet has 11 units.)
      #expect(parts.map(\.count).reduce(0, +) == text.count, "seed \(seed)")
    }
  }

  @Test func prefersParagraphsToLinesToWords() {
    let splitter = TextSplitter(limit: 12)
    #expect(splitter.split("one two\n\nthree four") == ["one two\n\n", "three four"])
    #expect(splitter.split("one two\nthree four") == ["one two\n", "three four"])
    #expect(splitter.split("one two three four") == ["one two ", "three four"])
    #expect(splitter.split("a\n\nlonger words") == ["a\n\nlonger ", "words"])
    #expect(splitter.split("abcdefghijklmnop") == ["abcdefghijkl", "mnop"])
  }

  @Test func cutsNoSurrogatePairAndNoCharacter() {
    #expect(TextSplitter(limit: 3).split("🙂🙂") == ["🙂", "🙂"])
    let family = "👩‍👩‍👧‍👦"
    #expect(TextSplitter(limit: 12).split(family + family) == [family, family])
  }

  @Test func cutsACharacterThatIsTooLongBetweenScalars() {
    let tower = "a" + String(repeating: "\u{301}", count: 30)
    let parts = TextSplitter(limit: 8).split(tower)
    #expect(parts.joined().unicodeScalars.elementsEqual(tower.unicodeScalars))
    #expect(parts.allSatisfy { $0.utf16.count <= 8 })
  }

  @Test func leavesAShortTextAlone() {
    #expect(TextSplitter(limit: 4_096).split("hello") == ["hello"])
    #expect(TextSplitter(limit: 4_096).split(String(repeating: "é", count: 4_096)).count == 1)
    #expect(TextSplitter(limit: 4_096).split(String(repeating: "é", count: 4_097)).count == 2)
  }
}
