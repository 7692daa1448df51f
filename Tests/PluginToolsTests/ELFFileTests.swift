import Testing

@testable import PluginTools

struct ELFFileTests {
  /// This test's own program: a real file, with everything in it.
  private static func own() throws -> [UInt8] { try #require(try TextFile.readLibrary("/proc/self/exe")) }

  @Test func readsARealFile() throws {
    let file = try ELFFile(Self.own())
    #expect(file.machine == ELFFile.thisMachine)
    #expect(file.hasExecutableStack == false)
    #expect(file.symbols?.isEmpty == false)
  }

  @Test(arguments: [[], [0x7F], Array("#!/bin/sh\n".utf8), Array(repeating: 0, count: 64)] as [[UInt8]])
  func refusesWhatIsNone(bytes: [UInt8]) {
    #expect(throws: ELFError.self) { try ELFFile(bytes) }
  }

  @Test(arguments: 0..<40) func survivesEveryDamage(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    // A small file, so that damage hits what is read: header, one segment, one section, and rubbish.
    var bytes = [UInt8](repeating: 0, count: 600)
    bytes.replaceSubrange(0..<6, with: [0x7F, 0x45, 0x4C, 0x46, 2, 1])
    for (offset, value) in [(32, 64), (40, 200), (54, 56), (56, 2), (58, 64), (60, 3), (64, 2), (204, 11)] {
      bytes[offset] = UInt8(value)
    }
    for _ in 0..<500 {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...12, using: &random) {
        damaged[Int.random(in: 16..<damaged.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
      }
      if Bool.random(using: &random) { damaged.removeLast(Int.random(in: 0..<damaged.count, using: &random)) }
      // Read or refused: what counts is that it comes back.
      let file = try? ELFFile(damaged)
      #expect(file.map { $0.type == UInt16(damaged[16]) | UInt16(damaged[17]) << 8 } ?? true)
    }
  }
}
