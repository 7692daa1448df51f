import Connectors
import JSON
import Testing

struct ChannelsFileTests {
  private func load(_ yaml: String, _ environment: [String: String] = [:]) throws -> [ChannelAccountConfiguration] {
    try ChannelsFile.parse(yaml, file: "channels.yaml", environment: environment).accounts
  }

  private func issues(_ yaml: String, _ environment: [String: String] = [:]) -> [String] {
    do {
      _ = try load(yaml, environment)
      return []
    } catch {
      return (error as? ConfigurationError)?.issues.map(\.description) ?? ["\(error)"]
    }
  }

  @Test func needsOnlyNameAndPlugin() throws {
    let account = try #require(try load("channels:\n  - name: one\n    plugin: echo\n").first)
    #expect(account.name == "one")
    #expect(account.plugin == "echo")
    #expect(account.settings.isEmpty)
    #expect(account.owner == nil && account.defaultMember == nil)
    #expect(account.limits == SendLimits())
    #expect(account.authors == .auto)
    #expect(account.limits.maxInFlight == 16)
    #expect(account.retry == RetrySchedule())
    #expect(account.breaker == .init(failureThreshold: 5, openFor: .seconds(60)))
    #expect(account.position == SourcePosition(file: "channels.yaml", line: 2, column: 5))
  }

  @Test func saysWhereConnectorsRun() throws {
    let accounts = try load(
      "channels:\n  - {name: a, plugin: echo}\n  - {name: b, plugin: echo, hosting: in_process}\n")
    #expect(accounts.map(\.hosting) == [.process, .inProcess])
    let wrong = issues("channels:\n  - {name: a, plugin: echo, hosting: thread}\n")
    #expect(wrong.count == 1 && wrong[0].contains("'process'") && wrong[0].contains("'in_process'"))
  }

  @Test func readsWhichHostRunsAConnector() throws {
    let hosting = "{host: \"[fd00::7]:8443\", certificate: tls/client.pem, key: /etc/key.pem, authority: ca.pem}"
    let yaml = "channels:\n  - {name: a, plugin: echo#echo, hosting: \(hosting)}\n"
    let accounts = try ChannelsFile.parse(yaml, file: "/etc/chat4all/channels.yaml", environment: [:]).accounts
    let remote = RemoteHost(
      name: "fd00::7", port: 8443, certificate: "/etc/chat4all/tls/client.pem", key: "/etc/key.pem",
      authority: "/etc/chat4all/ca.pem")
    #expect(accounts.map(\.hosting) == [.remote(remote)])
    #expect(remote.address == "[fd00::7]:8443")
  }

  @Test(arguments: [
    ("{host: connectors.example}", "needs 'certificate', 'key', 'authority' as well"),
    ("{host: connectors.example, certificate: c, key: k, authority: a}", "looks like connectors.example:8443"),
    ("{host: 'a b:1', certificate: c, key: k, authority: a}", "looks like connectors.example:8443"),
    ("{host: 'h:70000', certificate: c, key: k, authority: a}", "looks like connectors.example:8443"),
    ("{host: 'h:1', certificat: c, key: k, authority: a}", "did you mean 'certificate'?"),
    ("{host: 'h:1', certificate: , key: k, authority: a}", "'certificate' has to be a text"),
    ("[h]", "or the host that runs it"),
  ])
  func saysWhatIsWrongWithAHost(hosting: String, told: String) {
    let wrong = issues("channels:\n  - name: a\n    plugin: echo\n    hosting: \(hosting)\n")
    #expect(wrong.contains { $0.hasPrefix("channels.yaml:4:") && $0.contains(told) }, "\(wrong)")
  }

  @Test(arguments: ["./libecho.so", "/lib/libecho.so#echo", "echo.so"])
  func namesNoPathsOnAnotherHost(plugin: String) {
    let hosting = "{host: 'h:1', certificate: c, key: k, authority: a}"
    let wrong = issues("channels:\n  - {name: a, plugin: '\(plugin)', hosting: \(hosting)}\n")
    #expect(wrong.count == 1 && wrong[0].contains("short name"))
  }

  @Test func readsEverything() throws {
    let account = try #require(
      try load(
        """
        channels:
          - name: support
            plugin: telegram
            owner: acme
            default_member: helpdesk
            settings:
              bot_token: ${TOKEN}
              phone: 106500000000000123
              number: 0123
              flag: true
              ratio: 1.50
              nothing:
              time: 12:30
              list: [a, 2]
              map: {b: 1, a: no}
              quoted: "17"
              literal: $${TOKEN} costs $5
            authors: never
            limits: {messages_per_second: 30, burst: 60, max_in_flight: 4, max_queued: 10}
            retry: {max_attempts: 3, delays_seconds: [0.5, 1], jitter: 0}
            breaker: {failures: 2, open_seconds: 1.5}
        """,
        ["TOKEN": "7000000001:AA"]
      ).first
    )
    #expect(account.owner == "acme")
    #expect(account.defaultMember == "helpdesk")
    #expect(account.authors == .never)
    #expect(account.settings["bot_token"] == .string("7000000001:AA"))
    #expect(account.settings["phone"] == .number("106500000000000123"))
    #expect(account.settings["number"] == .string("0123"))
    #expect(account.settings["flag"] == .bool(true))
    #expect(account.settings["ratio"] == .number("1.50"))
    #expect(account.settings["nothing"] == .null)
    #expect(account.settings["time"] == .string("12:30"))
    #expect(account.settings["list"] == ["a", 2])
    #expect(account.settings["map"] == ["b": 1, "a": "no"])
    #expect(account.settings["quoted"] == .string("17"))
    #expect(account.settings["literal"] == .string("${TOKEN} costs $5"))
    #expect(account.settingPositions["phone"]?.line == 8)
    #expect(account.limits == SendLimits(messagesPerSecond: 30, burst: 60, maxInFlight: 4, maxQueued: 10))
    #expect(account.retry == RetrySchedule(delays: [.milliseconds(500), .seconds(1)], maxAttempts: 3, jitter: 0))
    #expect(account.breaker == .init(failureThreshold: 2, openFor: .milliseconds(1_500)))
  }

  @Test(arguments: ["", "# nothing\n", "channels:\n", "channels: []\n", "channels: ~\n"])
  func takesAnEmptyFileAsNoAccounts(yaml: String) throws {
    #expect(try load(yaml).isEmpty)
  }

  struct Mistake: Sendable, CustomTestStringConvertible {
    var yaml: String
    var issues: [String]
    var testDescription: String { issues.first ?? "" }

    init(_ yaml: String, _ issues: String...) {
      self.yaml = yaml
      self.issues = issues
    }
  }

  static let mistakes: [Mistake] = [
    Mistake("channel: []", "channels.yaml:1:1: unknown key 'channel'; did you mean 'channels'?"),
    Mistake(
      "- name: one",
      "channels.yaml:1:1: the file has to be made of 'key: value' lines with the keys channels"
    ),
    Mistake(
      "channels: echo",
      "channels.yaml:1:11: 'channels' has to be a list: each account starts with '- name: …'"
    ),
    Mistake(
      "channels:\n  - name: one\n    plugn: echo\n",
      "channels.yaml:3:5: unknown key 'plugn'; did you mean 'plugin'?",
      "channels.yaml:2:5: an account needs a 'plugin': a short name like 'echo', or a path"
    ),
    Mistake(
      "channels:\n  - plugin: echo\n    colour: red\n",
      "channels.yaml:3:5: unknown key 'colour'; an account takes name, plugin, settings, owner, default_member, hosting, "
        + "authors, limits, retry, breaker",
      "channels.yaml:2:5: an account needs a 'name'"
    ),
    Mistake(
      "channels:\n  - {name: One, plugin: echo}\n",
      "channels.yaml:2:12: 'One' cannot be an account's name; use 1 to 63 of a-z, 0-9, '_' and '-', starting with a "
        + "letter or digit"
    ),
    Mistake(
      "channels:\n  - {name: all, plugin: echo}\n",
      "channels.yaml:2:12: the name 'all' is reserved; choose another one, like 'all-1'"
    ),
    Mistake(
      "channels:\n  - {name: one, plugin: echo}\n\n  - {name: one, plugin: echo}\n",
      "channels.yaml:4:5: account 'one' is already defined in line 2; names have to be unique"
    ),
    Mistake(
      "channels:\n  - name: one\n    plugin: echo\n    settings:\n      token: x${NOPE}\n",
      "channels.yaml:5:14: the environment variable 'NOPE' is not set"
    ),
    Mistake(
      "channels:\n  - name: one\n    plugin: echo\n    settings:\n      token: ${A\n",
      "channels.yaml:5:14: '${' without '}'; write '$${' for a literal '${'"
    ),
    Mistake(
      "channels:\n  - name: one\n    plugin: echo\n    settings: quick\n",
      "channels.yaml:4:15: 'settings' has to be a list of 'name: value' lines"
    ),
    Mistake(
      "channels:\n  - name: one\n    plugin: echo\n    authors: sometimes\n",
      "channels.yaml:4:14: 'authors' has to be 'auto' (messages among several people begin with the author's name where "
        + "the channel does not show it), 'always' (also where it does) or 'never'"
    ),
    Mistake(
      "channels:\n  - name: one\n    plugin: echo\n    limits:\n      maxInFlight: 3\n      max_queued: many\n",
      "channels.yaml:5:7: unknown key 'maxInFlight'; did you mean 'max_in_flight'?",
      "channels.yaml:6:19: 'max_queued' has to be a whole number from 1 to 1000000"
    ),
    Mistake(
      "channels:\n  - name: one\n    plugin: echo\n    limits: {burst: 3}\n",
      "channels.yaml:4:14: 'burst' means nothing without 'messages_per_second'"
    ),
    Mistake(
      "channels:\n  - name: one\n    plugin: echo\n    retry: {delays_seconds: 3}\n",
      "channels.yaml:4:29: 'delays_seconds' has to be a list of seconds, like [1, 2, 4, 8, 16]"
    ),
    Mistake(
      "channels:\n  - name: one\n    plugin: echo\n    breaker: {failures: 0}\n",
      "channels.yaml:4:25: 'failures' has to be a whole number from 1 to 10000"
    ),
    Mistake(
      "channels:\n  - name: one\n    name: two\n    plugin: echo\n",
      "channels.yaml:2:5: 'name' is given twice in the same place"
    ),
    Mistake("channels: [", "channels.yaml:2:1: this is not YAML: did not find expected node content"),
  ]

  @Test(arguments: mistakes) func saysWhereAndWhatWouldBeRight(mistake: Mistake) {
    #expect(issues(mistake.yaml) == mistake.issues)
  }

  @Test func repeatsNoSecretInItsMessages() {
    let yaml = "channels:\n  - name: one\n    plugin: echo\n    settings:\n      token: [\"s3cret\", ${A}, \"s3cret\n"
    for issue in issues(yaml, ["A": "s3cret"]) { #expect(!issue.contains("s3cret")) }
    #expect(!issues(yaml).isEmpty)
  }

  @Test func refusesAliasesThatStandForBillionsOfValues() {
    var yaml = "channels:\n  - name: one\n    plugin: echo\n    settings:\n      a: &a [x, x, x, x, x, x, x, x, x, x]\n"
    for (name, former) in zip("bcdefghi", "abcdefgh") {
      yaml += "      \(name): &\(name) [" + repeatElement("*\(former)", count: 10).joined(separator: ", ") + "]\n"
    }
    #expect(issues(yaml).count == 1)
    #expect(issues(yaml).first?.hasSuffix("the settings hold more than 10000 values") == true)
  }

  @Test func namesAFileThatIsNotThere() {
    #expect(throws: ConfigurationError.self) {
      try ChannelsFile.load(contentsOf: "/nowhere/channels.yaml", environment: [:])
    }
  }

  @Test func takesRelativePluginPathsFromTheFilesFolder() throws {
    let yaml = "channels:\n  - {name: one, plugin: ./x/libmine.so}\n  - {name: two, plugin: /opt/x.so}\n"
    let accounts = try ChannelsFile.parse(yaml, file: "/etc/chat4all/channels.yaml", environment: [:]).accounts
    #expect(accounts.map(\.plugin) == ["/etc/chat4all/./x/libmine.so", "/opt/x.so"])
  }

  @Test func readsTheWorkingDefault() throws {
    let path = Plugins.package.appending(path: "plugins").resolvingSymlinksInPath().deletingLastPathComponent()
      .appending(path: "channels.yaml").path
    #expect(try ChannelsFile.load(contentsOf: path, environment: [:]).accounts.map(\.plugin) == ["echo"])
  }

  @Test(arguments: 0..<200) func neverCrashesOnDamagedFiles(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var bytes = Array(
      "channels:\n  - name: one\n    plugin: echo\n    settings: {a: \"${X}\", b: [1, 2]}\n    limits: {burst: 1}\n"
        .utf8
    )
    for _ in 0..<Int.random(in: 1...12, using: &random) {
      let at = bytes.indices.randomElement(using: &random)!
      switch Int.random(in: 0...2, using: &random) {
      case 0: bytes[at] = UInt8.random(in: 9...126, using: &random)
      case 1: bytes.remove(at: at)
      default: bytes.insert(Array("{}[]:-&*!|>'\"%@`#,? \n\t".utf8).randomElement(using: &random)!, at: at)
      }
    }
    _ = issues(String(decoding: bytes, as: UTF8.self))
  }
}
