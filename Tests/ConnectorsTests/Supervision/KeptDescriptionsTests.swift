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

  @Test func findsWhatWasKept() throws {
    let kept = KeptDescriptions(folder: folder)
    let entry = KeptDescriptions.Entry(description: try PluginDescription.echo(), library: Array(0..<32))
    #expect(kept.find(Self.request) == nil)
    try kept.keep(entry, of: Self.request)
    #expect(kept.find(Self.request) == entry)
    #expect(kept.find(PluginRequest("chaos", on: Self.host)) == nil)
  }

  @Test func whatIsCutOffIsAsIfThereWereNothing() throws {
    let kept = KeptDescriptions(folder: folder)
    try kept.keep(.init(description: try PluginDescription.echo(), library: []), of: Self.request)
    let path = try #require(kept.path(of: Self.request))
    #expect(truncate(path, 40) == 0)
    #expect(kept.find(Self.request) == nil)
  }

  @Test func aFolderThatCannotBeWrittenIsTold() throws {
    let kept = KeptDescriptions(folder: "/proc/nothing")
    let entry = KeptDescriptions.Entry(description: try PluginDescription.echo(), library: [])
    #expect(throws: ConnectorHostError.self) { try kept.keep(entry, of: Self.request) }
  }
}
