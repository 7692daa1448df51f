import Foundation
import Model
import TestSupport
import Testing

@Suite struct IdentifiersTests {
  @Test func aVersion7UUIDCarriesItsMillisecondAndItsVersion() {
    var generator = SeededGenerator(seed: 3)
    for _ in 0..<500 {
      let time = Timestamp(microseconds: Int64.random(in: 0...253_402_300_799_000_000, using: &generator))
      let text = UUID.version7(at: time, using: &generator).lowercaseString
      let digits = text.replacing("-", with: "")
      #expect(Int64(digits.prefix(12), radix: 16) == time.microseconds / 1000)
      #expect(Array(digits)[12] == "7")
      #expect("89ab".contains(Array(digits)[16]))
    }
  }

  @Test func spellsAUUIDAsFoundationDoesInLowerCase() {
    for _ in 0..<100 {
      let uuid = UUID()
      #expect(uuid.lowercaseString == uuid.uuidString.lowercased())
    }
  }

  @Test func aConversationKeepsItsPartitionForEver() throws {
    let id = try #require(ConversationID("01a1fcd0-3a4c-7e37-8dd9-7e3c5a242c19"))
    // Written down once: another value here would send stored conversations to other partitions.
    #expect(id.partition(of: 64) == 63)
    #expect(id.partition(of: 1) == 0)
  }

  @Test func conversationsSpreadEvenlyOverThePartitions() {
    var counts = [Int](repeating: 0, count: 64)
    for index in 0..<64_000 {
      let id = ConversationID(.version7(at: Timestamp(microseconds: Int64(index) * 1000)))
      counts[Int(id.partition(of: 64))] += 1
    }
    #expect(counts.allSatisfy { (800...1200).contains($0) })
  }
}
