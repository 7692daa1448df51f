import CConnectorABI
import Connectors
import Foundation
import Testing

struct ReadmeTests {
  @Test func theConnectorOfTheReadmeWorks() async throws {
    let readme = try String(contentsOf: Plugins.package.appending(path: "plugins/README.md"), encoding: .utf8)
    let source = try #require(readme.firstMatch(of: /```c\n((?:.|\n)*?)```/)).1
    #expect(source.split(separator: "\n", omittingEmptySubsequences: false).count - 1 < 60)
    let notes = try Plugins.temporaryFolder() + "/notes.txt"
    let account = ChannelAccountConfiguration(
      name: "one",
      plugin: try Plugins.build(String(source), name: "logbook"),
      settings: ["path": .string(notes)]
    )
    let fixture = try HostFixture([account])
    try await fixture.run {
      #expect(await fixture.send("first").remoteID == "line-1")
      #expect(await fixture.send("second").remoteID == "line-2")
    }
    #expect(try String(contentsOfFile: notes, encoding: .utf8) == "+5511998877665: first\n+5511998877665: second\n")
  }

  @Test func theConnectorOfTheReadmeSaysWhichSettingItNeeds() async throws {
    let readme = try String(contentsOf: Plugins.package.appending(path: "plugins/README.md"), encoding: .utf8)
    let source = try #require(readme.firstMatch(of: /```c\n((?:.|\n)*?)```/)).1
    let fixture = try HostFixture([.init(name: "one", plugin: try Plugins.build(String(source), name: "logbook"))])
    let error = await #expect(throws: ConnectorHostErrors.self) { try await fixture.host.start() }
    #expect(error?.description == "account 'one': its settings are wrong: 'path' has to name the file to write to")
  }
}
