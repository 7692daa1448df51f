import JSON
import Testing

@testable import Connectors

struct OutputLinesTests {
  private static let schema = try? SettingsSchema(
    #"{"properties":{"token":{"type":"string","writeOnly":true},"name":{"type":"string"}}}"#)

  private func lines(_ settings: [String: JSONValue] = [:]) -> OutputLines {
    OutputLines(mask: SecretMask(settings: settings, schema: Self.schema), at: start)
  }

  private let start = ContinuousClock.now

  @Test func makesLinesOfWhatComesInPieces() {
    var lines = lines()
    #expect(lines.take(Array("one\r\ntw".utf8), at: start) == ["one"])
    #expect(lines.take(Array("o\n\nthree".utf8), at: start) == ["two"])
    #expect(lines.finish() == "three")
    #expect(lines.finish() == nil)
  }

  @Test func cutsLongLinesAndSaysHowLongTheyWere() {
    var lines = lines()
    let long = [UInt8](repeating: 0x61, count: 1_000_000)
    let cut = lines.take(long + [0x0A], at: start)
    #expect(cut.count == 1 && cut[0].hasSuffix("… (1000000 bytes)"))
    #expect(cut[0].utf8.count < OutputLines.lineLimit + 64)
  }

  @Test func countsWhatIsBeyondThePace() {
    var lines = lines()
    var shown = 0
    for _ in 0..<10_000 { shown += lines.take(Array("noise\n".utf8), at: start).count }
    #expect(shown == OutputLines.burst)
    #expect(lines.takeDropped() == .init(lines: 9_800, bytes: 49_000))
    #expect(lines.takeDropped() == nil)
    #expect(lines.take(Array("again\n".utf8), at: start + .seconds(1)) == ["again"])
  }

  @Test func replacesWhatATerminalWouldObey() {
    var lines = lines()
    #expect(
      lines.take([0x1B] + Array("[2J\tx".utf8) + [0xFF, 0x00, 0x0A], at: start) == ["\u{FFFD}[2J\tx\u{FFFD}\u{FFFD}"])
  }

  @Test func masksSecretsWhereverTheyStand() {
    let settings: [String: JSONValue] = ["token": "s3cret-value", "name": "s3cret"]
    var lines = lines(settings)
    #expect(lines.take(Array("as3cret-values3cret-value s3cret\n".utf8), at: start) == ["a[secret][secret] s3cret"])
    // Cut in the middle of a secret, not a part of it is shown.
    for shift in 0...14 {
      let text = String(repeating: "x", count: OutputLines.lineLimit - shift) + "s3cret-value and more, much more"
      let shown = lines.take(Array((text + "\n").utf8), at: start + .seconds(60))
      #expect(shown.count == 1 && !shown[0].contains("s3c"))
    }
  }

  @Test func withoutASchemaEveryLongTextMayBeASecret() {
    let settings: [String: JSONValue] = ["a": "0123456789", "b": "short", "key": "-----BEGIN\nMIIEvgIBADAN\n-----END"]
    let mask = SecretMask(settings: settings, schema: nil)
    #expect(mask.masked("0123456789 short MIIEvgIBADAN") == "[secret] short [secret]")
  }
}
