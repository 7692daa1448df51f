import ConnectorProjects
import Testing

struct ConnectorNameTests {
  @Test func isSpelledAsEachPlaceNeedsIt() throws {
    let name = try ConnectorName("my-pager2")
    #expect(name.kebab == "my-pager2")
    #expect(name.snake == "my_pager2")
    #expect(name.pascal == "MyPager2")
    #expect(name.title == "My Pager2")
  }

  @Test(arguments: ["", "-", "a-", "-a", "a--b", "2fa", "Pager", "my_pager", "a b", "ü", "../x", "a/b", "a.b"])
  func refusesWhatIsNoName(text: String) {
    let error = #expect(throws: ConnectorProjectError.self) { try ConnectorName(text) }
    #expect(error?.code == .badName)
    #expect(error?.message.contains("'\(text)' is no name for a connector") == true)
  }

  @Test(arguments: ["internal", "all"])
  func refusesChannelsThatEveryGatewayHas(text: String) {
    let error = #expect(throws: ConnectorProjectError.self) { try ConnectorName(text) }
    #expect(error?.code == .badName)
    #expect(error?.message.contains("means something of its own") == true)
  }

  @Test func takesNamesUpToTheLimit() throws {
    let longest = String(repeating: "a", count: ConnectorName.longest)
    #expect(try ConnectorName(longest).kebab == longest)
    #expect(throws: ConnectorProjectError.self) { try ConnectorName(longest + "a") }
  }

  @Test(arguments: [("My_Pager", "my-pager"), ("../x y", "x-y"), ("Rocket.Chat", "rocket-chat")])
  func suggestsTheNameThatMayHaveBeenMeant(text: String, suggestion: String) {
    let error = #expect(throws: ConnectorProjectError.self) { try ConnectorName(text) }
    #expect(error?.message.hasSuffix("such as '\(suggestion)'") == true)
  }
}
