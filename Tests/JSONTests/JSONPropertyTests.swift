import JSON
import Testing

/// Random inputs from a fixed seed: a failure is the same failure tomorrow.
struct JSONPropertyTests {
  private struct Generator: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var mixed = state
      mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
      mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
      return mixed ^ (mixed >> 31)
    }
  }

  private func value(_ generator: inout Generator, depth: Int = 0) -> JSONValue {
    switch Int.random(in: 0..<(depth > 4 ? 4 : 6), using: &generator) {
    case 0: .null
    case 1: .bool(.random(using: &generator))
    case 2: .number(["0", "-1", "3.25", "1e-7", "12345678901234567890"].randomElement(using: &generator) ?? "0")
    case 3: .string(string(&generator))
    case 4: .array((0..<Int.random(in: 0..<5, using: &generator)).map { _ in value(&generator, depth: depth + 1) })
    default:
      .object(
        JSONObject(
          (0..<Int.random(in: 0..<5, using: &generator)).map { index in
            ("\(index)" + string(&generator), value(&generator, depth: depth + 1))
          }
        )
      )
    }
  }

  private func string(_ generator: inout Generator) -> String {
    var text = ""
    for _ in 0..<Int.random(in: 0..<8, using: &generator) {
      let range: ClosedRange<UInt32> =
        [1...0x1F, 0x20...0x7F, 0x80...0x7FF, 0xE000...0xFFFF, 0x10000...0x10FFFF]
        .randomElement(using: &generator) ?? 1...1
      if let scalar = Unicode.Scalar(UInt32.random(in: range, using: &generator)) { text.unicodeScalars.append(scalar) }
    }
    return text
  }

  @Test func whatIsWrittenIsReadAgain() throws {
    var generator = Generator(state: 1)
    for _ in 0..<2000 {
      let value = value(&generator)
      #expect(try JSONParser.parse(JSONWriter.bytes(of: value)) == value)
      #expect(try JSONParser.parse(JSONWriter.canonicalBytes(of: value)) == value)
    }
  }

  @Test func damagedTextsAreReadOrRefusedAndNeverCrash() throws {
    var generator = Generator(state: 2)
    var refused = 0
    for _ in 0..<5000 {
      var bytes = JSONWriter.bytes(of: value(&generator))
      for _ in 0..<Int.random(in: 1...3, using: &generator) {
        let index = Int.random(in: 0...bytes.count, using: &generator)
        switch Int.random(in: 0..<3, using: &generator) {
        case 0: bytes.insert(.random(in: 0...255, using: &generator), at: index)
        case 1 where index < bytes.count: bytes[index] = .random(in: 0...255, using: &generator)
        default: bytes = Array(bytes[..<index])
        }
      }
      do {
        let value = try JSONParser.parse(bytes)
        #expect(try JSONParser.parse(JSONWriter.bytes(of: value)) == value)
      } catch {
        #expect((0...bytes.count).contains(error.offset))
        refused += 1
      }
    }
    #expect(refused > 1000)
  }
}
