import JSON
import Yams

/// Turns the text of channels.yaml into accounts, and collects what is wrong with it.
///
/// Works on the node tree rather than with Codable: only the tree knows in which line a value stands.
struct ChannelsFileReader {
  private(set) var issues: [ConfigurationIssue] = []
  let file: String
  let environment: [String: String]
  /// What one setting may amount to after aliases are resolved: a few short lines could stand for billions of values.
  private var remainingValues = 10_000

  private static let accountKeys = [
    "name", "plugin", "settings", "owner", "default_member", "hosting", "authors", "limits", "retry", "breaker",
  ]
  private static let reservedNames: Set<String> = ["internal", "all"]

  init(file: String, environment: [String: String]) {
    self.file = file
    self.environment = environment
  }

  mutating func read(_ yaml: String) -> [ChannelAccountConfiguration] {
    let root: Node?
    do {
      root = try compose(yaml: yaml)
    } catch {
      report(error)
      return []
    }
    guard let root, !isNull(root) else { return [] }
    guard let top = fields(of: root, known: ["channels"], what: "the file") else { return [] }
    guard let list = top["channels"], !isNull(list.value) else { return [] }
    guard let items = list.value.sequence else {
      report("'channels' has to be a list: each account starts with '- name: …'", at: list.value)
      return []
    }
    var accounts: [ChannelAccountConfiguration] = []
    var lines: [String: Int] = [:]
    for item in items {
      guard let account = readAccount(item) else { continue }
      let line = item.mark?.line ?? 0
      if let earlier = lines.updateValue(line, forKey: account.name) {
        report("account '\(account.name)' is already defined in line \(earlier); names have to be unique", at: item)
      }
      accounts.append(account)
    }
    return accounts
  }

  /// A file of 'name: value' lines alone.
  mutating func readSettingsFile(_ yaml: String) -> [String: JSONValue] {
    var account = ChannelAccountConfiguration(name: "", plugin: "")
    do {
      if let root = try compose(yaml: yaml), !isNull(root) { readSettings(root, into: &account) }
    } catch {
      report(error)
    }
    return account.settings
  }

  private mutating func readAccount(_ node: Node) -> ChannelAccountConfiguration? {
    guard let fields = fields(of: node, known: Self.accountKeys, what: "an account") else { return nil }
    let name = fields["name"].flatMap { readName($0.value) }
    let plugin = fields["plugin"].flatMap { text($0.value, of: "plugin") }
    if fields["name"] == nil { report("an account needs a 'name'", at: node) }
    if fields["plugin"] == nil { report("an account needs a 'plugin': a short name like 'echo', or a path", at: node) }
    var account = ChannelAccountConfiguration(name: name ?? "", plugin: plugin.map(resolved) ?? "")
    account.position = position(of: node)
    account.owner = fields["owner"].flatMap { text($0.value, of: "owner") }
    account.defaultMember = fields["default_member"].flatMap { text($0.value, of: "default_member") }
    if let hosting = fields["hosting"]?.value { account.hosting = readHosting(hosting, plugin: plugin) }
    if let authors = fields["authors"]?.value, !isNull(authors) { account.authors = readAuthors(authors) }
    if let settings = fields["settings"]?.value, !isNull(settings) { readSettings(settings, into: &account) }
    if let limits = fields["limits"]?.value, !isNull(limits) { account.limits = readLimits(limits) }
    if let retry = fields["retry"]?.value, !isNull(retry) { account.retry = readRetry(retry) }
    if let breaker = fields["breaker"]?.value, !isNull(breaker) { account.breaker = readBreaker(breaker) }
    return name == nil || plugin == nil ? nil : account
  }

  private mutating func readName(_ node: Node) -> String? {
    guard let name = text(node, of: "name") else { return nil }
    let valid =
      name.utf8.count <= 63 && name.utf8.first.map { isLowerOrDigit($0) } == true
      && name.utf8.allSatisfy { isLowerOrDigit($0) || $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") }
    guard valid else {
      report(
        "'\(name)' cannot be an account's name; use 1 to 63 of a-z, 0-9, '_' and '-', starting with a letter or digit",
        at: node)
      return nil
    }
    guard !Self.reservedNames.contains(name) else {
      report("the name '\(name)' is reserved; choose another one, like '\(name)-1'", at: node)
      return nil
    }
    return name
  }

  private func isLowerOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }

  /// A relative path is meant from where the file is, not from where the gateway was started.
  private func resolved(_ plugin: String) -> String {
    guard plugin.contains("/"), !plugin.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return plugin }
    return file[...slash] + plugin
  }

  private mutating func readSettings(_ node: Node, into account: inout ChannelAccountConfiguration) {
    guard let mapping = node.mapping else {
      report("'settings' has to be a list of 'name: value' lines", at: node)
      return
    }
    for (key, value) in mapping {
      guard let name = key.scalar?.string else {
        report("a setting's name has to be plain text", at: key)
        continue
      }
      account.settingPositions[name] = position(of: key)
      if let value = settingValue(value) { account.settings[name] = value }
    }
  }

  private mutating func settingValue(_ node: Node) -> JSONValue? {
    remainingValues -= 1
    guard remainingValues >= 0 else {
      if remainingValues == -1 { report("the settings hold more than 10000 values", at: node) }
      return nil
    }
    switch node {
    case .scalar(let scalar):
      if scalar.string.contains("${") { return expanded(scalar.string, at: node).map(JSONValue.string) }
      return scalar.style == .plain || scalar.style == .any ? PlainScalar.value(scalar.string) : .string(scalar.string)
    case .sequence(let items):
      return .array(items.compactMap { settingValue($0) })
    case .mapping(let pairs):
      var members: [(String, JSONValue)] = []
      for (key, value) in pairs {
        guard let name = key.scalar?.string else {
          report("a setting's name has to be plain text", at: key)
          continue
        }
        if let value = settingValue(value) { members.append((name, value)) }
      }
      return .object(JSONObject(members))
    case .alias:
      report("this alias cannot be followed; write the value out", at: node)
      return nil
    }
  }

  private mutating func expanded(_ text: String, at node: Node) -> String? {
    do {
      return try EnvironmentExpansion.expand(text, from: environment)
    } catch {
      report(error.message, at: node)
      return nil
    }
  }

  private mutating func readAuthors(_ node: Node) -> AuthorNames {
    if let authors = node.scalar.flatMap({ AuthorNames(rawValue: $0.string) }) { return authors }
    report(
      """
      'authors' has to be 'auto' (messages among several people begin with the author's name where the channel does not \
      show it), 'always' (also where it does) or 'never'
      """, at: node)
    return .auto
  }

  private mutating func readLimits(_ node: Node) -> SendLimits {
    var limits = SendLimits()
    let known = ["messages_per_second", "burst", "max_in_flight", "max_queued", "max_queued_events"]
    guard let fields = fields(of: node, known: known, what: "'limits'") else { return limits }
    limits.messagesPerSecond = number(fields["messages_per_second"], "messages_per_second", in: 0.001...1_000_000)
    limits.burst = integer(fields["burst"], "burst", in: 1...1_000_000)
    if let burst = fields["burst"], fields["messages_per_second"] == nil {
      report("'burst' means nothing without 'messages_per_second'", at: burst.key)
    }
    if let value = integer(fields["max_in_flight"], "max_in_flight", in: 1...10_000) { limits.maxInFlight = value }
    if let value = integer(fields["max_queued"], "max_queued", in: 1...1_000_000) { limits.maxQueued = value }
    if let value = integer(fields["max_queued_events"], "max_queued_events", in: 16...1_000_000) {
      limits.maxQueuedEvents = value
    }
    return limits
  }

  private mutating func readRetry(_ node: Node) -> RetrySchedule {
    var retry = RetrySchedule()
    guard let fields = fields(of: node, known: ["max_attempts", "delays_seconds", "jitter"], what: "'retry'") else {
      return retry
    }
    if let value = integer(fields["max_attempts"], "max_attempts", in: 1...1_000) { retry.maxAttempts = value }
    if let value = number(fields["jitter"], "jitter", in: 0...1) { retry.jitter = value }
    if let delays = fields["delays_seconds"]?.value {
      guard let items = delays.sequence, !items.isEmpty else {
        report("'delays_seconds' has to be a list of seconds, like [1, 2, 4, 8, 16]", at: delays)
        return retry
      }
      retry.delays = items.compactMap { item in
        number((delays, item), "delays_seconds", in: 0...86_400).map { .seconds($0) }
      }
    }
    return retry
  }

  private mutating func readBreaker(_ node: Node) -> CircuitBreaker.Configuration {
    var breaker = CircuitBreaker.Configuration()
    guard let fields = fields(of: node, known: ["failures", "open_seconds"], what: "'breaker'") else { return breaker }
    if let value = integer(fields["failures"], "failures", in: 1...10_000) { breaker.failureThreshold = value }
    if let value = number(fields["open_seconds"], "open_seconds", in: 0.001...86_400) {
      breaker.openFor = .seconds(value)
    }
    return breaker
  }
}

// MARK: - Reading nodes

extension ChannelsFileReader {
  typealias Field = (key: Node, value: Node)

  /// The entries of a mapping by name; says so when it is none, or has a key that means nothing.
  mutating func fields(of node: Node, known: [String], what: String) -> [String: Field]? {
    guard let mapping = node.mapping else {
      report("\(what) has to be made of 'key: value' lines with the keys \(known.joined(separator: ", "))", at: node)
      return nil
    }
    var fields: [String: Field] = [:]
    for (key, value) in mapping {
      let name = key.scalar?.string ?? ""
      if known.contains(name) {
        fields[name] = (key, value)
      } else if let near = NearestName.find(name, among: known) {
        report("unknown key '\(name)'; did you mean '\(near)'?", at: key)
      } else {
        report("unknown key '\(name)'; \(what) takes \(known.joined(separator: ", "))", at: key)
      }
    }
    return fields
  }

  mutating func text(_ node: Node, of key: String) -> String? {
    guard let scalar = node.scalar, !scalar.string.isEmpty, !isNull(node) else {
      report("'\(key)' has to be a text", at: node)
      return nil
    }
    return scalar.string
  }

  private mutating func integer(_ field: Field?, _ key: String, in range: ClosedRange<Int>) -> Int? {
    guard let field else { return nil }
    guard let text = field.value.scalar?.string, let value = Int(text), range.contains(value) else {
      report("'\(key)' has to be a whole number from \(range.lowerBound) to \(range.upperBound)", at: field.value)
      return nil
    }
    return value
  }

  private mutating func number(_ field: Field?, _ key: String, in range: ClosedRange<Double>) -> Double? {
    guard let field else { return nil }
    guard let text = field.value.scalar?.string, let value = Double(text), range.contains(value) else {
      report("'\(key)' has to be a number from \(range.lowerBound) to \(range.upperBound)", at: field.value)
      return nil
    }
    return value
  }

  private func isNull(_ node: Node) -> Bool {
    guard let scalar = node.scalar, scalar.style == .plain || scalar.style == .any else { return false }
    return PlainScalar.value(scalar.string) == .null
  }

  private func position(of node: Node) -> SourcePosition? {
    node.mark.map { SourcePosition(file: file, line: $0.line, column: $0.column) }
  }

  mutating func report(_ message: String, at node: Node) {
    report(message, line: node.mark?.line ?? 0, column: node.mark?.column ?? 0)
  }

  private mutating func report(_ message: String, line: Int, column: Int) {
    issues.append(ConfigurationIssue(file: file, line: line, column: column, message: message))
  }

  /// What libyaml objects to, without the excerpt of the file that it offers: that may hold a secret.
  private mutating func report(_ error: any Error) {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      report("this is not YAML: \(problem)", line: mark.line, column: mark.column)
    case .duplicatedKeysInMapping(let duplicates, let context):
      let names = duplicates.map { "'\($0)'" }.joined(separator: ", ")
      report("\(names) is given twice in the same place", line: context.mark.line, column: context.mark.column)
    case .reader(let problem, _, _, _):
      report("this is not YAML: \(problem)", line: 0, column: 0)
    default:
      report("this is not YAML", line: 0, column: 0)
    }
  }
}
