import TestSupport
import Testing

@testable import Gateway

struct LinkCodeTests {
  @Test func whatIsMadeCanBeRead() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<500 {
      let code = LinkCode(using: &generator)
      #expect(code.text.count == LinkCode.length)
      for text in [
        code.text, code.text.lowercased(), "  \(code.text)\n", "/start \(code.text)", "/start@acme_bot \(code.text)",
        "\(code.text.prefix(4))-\(code.text.suffix(4))", "\(code.text.prefix(4)) \(code.text.suffix(4))",
      ] {
        #expect(LinkCode(message: text) == code, "\(text)")
      }
    }
  }

  @Test(arguments: [
    "", "/start", "hello", "password", "PRINCESS", "23456789", "BCDFGHJK", "K7QXM2B", "K7QXM2BDD",
    "my code is K7QXM2BD",
    "K7QXM2BO", "K7Q XM2BD", "/stop K7QXM2BD", "K7QX_M2BD",
  ])
  func wordsAndNumbersAreNoCodes(text: String) {
    #expect(LinkCode(message: text) == nil)
  }

  @Test func theStoredHashDependsOnTheCodeAlone() {
    let code = LinkCode(message: "K7QXM2BD")
    #expect(code?.hash == LinkCode(message: "k7qx-m2bd")?.hash)
    #expect(code?.hash != LinkCode(message: "K7QXM2BC")?.hash)
    #expect(code?.hash.count == 32)
  }
}
