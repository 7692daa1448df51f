import Connectors
import NIOCore
import Testing

@testable import ConnectorLink

struct LinkRecordTests {
  private static let report = CallReport(running: 7, call: 3, runningFor: 1_500_000, handedOver: .max)

  private static let records: [LinkRecord] = [
    .open(plugin: "echo#echo", account: "support-1"), .accepted(library: Array(0..<32)), .refused("no place: ñ"),
    .call(report), .leaving, .ended(.exited(0), report), .ended(.killed(signal: 11), report),
    .data(ByteBuffer(string: "frames")), .alive,
  ]

  private func bytes(_ records: [LinkRecord]) -> ByteBuffer {
    records.reduce(into: ByteBuffer()) { $1.write(into: &$0) }
  }

  private func decodeAll(_ bytes: ByteBuffer) throws -> [LinkRecord] {
    var decoder = LinkRecordDecoder()
    var bytes = bytes
    var records: [LinkRecord] = []
    while let record = try decoder.decode(buffer: &bytes) { records.append(record) }
    return records
  }

  @Test func readsWhatWasWritten() throws {
    #expect(try decodeAll(bytes(Self.records)) == Self.records)
  }

  @Test func waitsForTheRestOfARecord() throws {
    let whole = bytes([.open(plugin: "echo", account: "a")])
    for count in 0..<whole.readableBytes {
      #expect(try decodeAll(whole.getSlice(at: 0, length: count)!).isEmpty)
    }
  }

  @Test func takesNoLongFirstRecord() throws {
    let long = bytes([.data(ByteBuffer(repeating: 1, count: LinkProtocol.maxFirstRecord))])
    #expect(throws: LinkFault.self) { try decodeAll(long) }
    #expect(try decodeAll(bytes([.alive, .data(ByteBuffer(repeating: 1, count: 60_000))])).count == 2)
  }

  @Test func takesNoRecordBeyondTheLimit() {
    let long = bytes([.alive, .data(ByteBuffer(repeating: 1, count: LinkProtocol.maxRecord))])
    #expect(throws: LinkFault.self) { try decodeAll(long) }
  }

  @Test(arguments: [
    [0, 0, 0, 0], [1, 0, 0, 0, 99], [2, 0, 0, 0, 5, 1], [1, 0, 0, 0, 1], [3, 0, 0, 0, 1, 9, 0], [2, 0, 0, 0, 6, 0],
    [0xFF, 0xFF, 0xFF, 0xFF], Array("GET / HTTP/1.1\r\n\r\n".utf8),
  ])
  func refusesWhatIsNoRecord(bytes: [UInt8]) {
    #expect(throws: LinkFault.self) { try decodeAll(ByteBuffer(bytes: bytes)) }
  }
}
