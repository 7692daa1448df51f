import Glibc
import Testing

@testable import Connectors

struct KeptDescriptionsTests {
  private static let host = RemoteHost(name: "h", port: 1, certificate: "c", key: "k", authority: "a")
  private static let request = PluginRequest("echo", on: host)

  private let folder: String

  init() {
    var template = Array("/tmp/chat4all-kept-XXXXXX\0".utf8.map(CChar.init(bitPattern:)))
    folder = String(cString: mkdtemp(&template)) + "/connectors"
  }

  private func description() throws -> PluginDescription {
    var writer = FrameWriter()
    for text in ["org.example.echo", "echo", "Echo", "1.0.0"] { writer.text(text) }
    writer.number(ConnectorCapabilities.sendText.rawValue)
    writer.number(UInt64(0))
    writer.number(UInt64(0))
    writer.text(String?.none)
    writer.list([EgressHost]()) { $0.text($1.description) }
    return try writer.bytes.withUnsafeBytes { bytes in
      var reader = FrameReader(bytes)
      return try PluginDescription(from: &reader)
    }
  }

  @Test func findsWhatWasKept() throws {
    let kept = KeptDescriptions(folder: folder)
    let entry = KeptDescriptions.Entry(description: try description(), library: Array(0..<32))
    #expect(kept.find(Self.request) == nil)
    try kept.keep(entry, of: Self.request)
    #expect(kept.find(Self.request) == entry)
    #expect(kept.find(PluginRequest("chaos", on: Self.host)) == nil)
  }

  @Test func whatIsCutOffIsAsIfThereWereNothing() throws {
    let kept = KeptDescriptions(folder: folder)
    try kept.keep(.init(description: try description(), library: []), of: Self.request)
    let path = try #require(kept.path(of: Self.request))
    #expect(truncate(path, 40) == 0)
    #expect(kept.find(Self.request) == nil)
  }

  @Test func aFolderThatCannotBeWrittenIsTold() throws {
    let kept = KeptDescriptions(folder: "/proc/nothing")
    let entry = KeptDescriptions.Entry(description: try description(), library: [])
    #expect(throws: ConnectorHostError.self) { try kept.keep(entry, of: Self.request) }
  }
}
