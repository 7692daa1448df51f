import ConnectorSDK
import JSON
import MetaGraph
import Synchronization

/// What people are called. Callbacks name nobody, so the platform is asked about each person once, when they first write; what
/// it does not tell in time is left out, and no message waits longer for it or is lost by it.
struct ProfileNames: Sendable {
  /// How long a callback waits for names, for all of its people together.
  static let patience = Duration.milliseconds(1_500)
  /// The most people about whom one callback asks.
  static let maximumQuestions = 10
  /// People who are remembered. Each has one of so many places, and makes room for the next who gets the same.
  static let capacity = 4_096
  /// How long nothing is asked after the platform has asked for a slower pace and not said how slow.
  private static let rest = Duration.seconds(60)
  private static let longestName = 128
  private static let pauseBetweenLooks = Duration.milliseconds(25)

  private struct Book {
    /// By place.
    var known: [Int: (person: String, name: String)] = [:]
    /// People about whom another callback is asking.
    var asked: Set<String> = []
    /// By the monotonic clock, in microseconds.
    var restsUntil: Int64 = 0
    var hasComplained = false
  }

  private let platform: MessagingPlatform
  private let account: MessagingAccount
  private let host: Host
  private let book: SharedBook

  // A Mutex cannot be copied, and what is shared has to be one.
  private final class SharedBook: Sendable {
    let state = Mutex(Book())
  }

  init(_ platform: MessagingPlatform, _ account: MessagingAccount, _ host: Host) {
    self.platform = platform
    self.account = account
    self.host = host
    book = SharedBook()
  }

  /// The same events; messages of people have their author's name, where it is known or can be found in time.
  func naming(_ events: [Event]) async -> [Event] {
    let end = host.monotonicTime + Self.patience.microseconds
    var questions = 0
    var events = events
    for index in events.indices where Self.needsName(events[index]) {
      let person = events[index].sender
      if let name = await known(person, until: end) {
        events[index].senderName = name
      } else if questions < Self.maximumQuestions, begin(person, until: end) {
        questions += 1
        events[index].senderName = await ask(person, until: end)
      }
    }
    return events
  }

  private static func needsName(_ event: Event) -> Bool {
    event.kind == .message && !event.flags.contains(.echo) && event.senderName.isEmpty
      && (1...64).contains(event.sender.utf8.count) && event.sender.utf8.allSatisfy { (0x30...0x39).contains($0) }
  }

  // MARK: What is known

  /// - Returns: empty for somebody of whom it is known that the platform does not tell; nil for somebody unknown.
  private func known(_ person: String, until end: Int64) async -> String? {
    // Another callback of the same person is on its way with an earlier message, which must not be overtaken.
    while book.state.withLock({ $0.asked.contains(person) }), host.monotonicTime < end {
      do throws(ConnectorError) { try await host.sleep(for: Self.pauseBetweenLooks) } catch { break }
    }
    let place = Self.place(of: person)
    if let entry = book.state.withLock({ $0.known[place] }), entry.person == person { return entry.name }
    guard let line = host.state(Self.key(place)), let cut = line.firstIndex(of: "\n"), line[..<cut] == person else {
      return nil
    }
    let name = String(line[line.index(after: cut)...])
    book.state.withLock { $0.known[place] = (person, name) }
    return name
  }

  private func remember(_ person: String, _ name: String) {
    let place = Self.place(of: person)
    book.state.withLock { $0.known[place] = (person, name) }
    // What was refused is asked again in another life: the app may have been allowed to see it by then.
    if !name.isEmpty { try? host.setState(Self.key(place), "\(person)\n\(name)") }
  }

  private static func place(of person: String) -> Int {
    Int(
      person.utf8.reduce(UInt64(14_695_981_039_346_656_037)) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 }
        % UInt64(capacity))
  }

  private static func key(_ place: Int) -> String { "name/\(place)" }

  // MARK: Asking

  /// Whether this callback is the one that asks.
  private func begin(_ person: String, until end: Int64) -> Bool {
    let now = host.monotonicTime
    return book.state.withLock { book in
      now < end && now >= book.restsUntil && book.asked.insert(person).inserted
    }
  }

  private func ask(_ person: String, until end: Int64) async -> String {
    defer { book.state.withLock { _ = $0.asked.remove(person) } }
    let request = HTTPRequest(
      method: "GET", url: "\(account.apiURL)/\(person)?fields=\(platform.profileFields.joined(separator: ","))",
      headers: [HTTPHeader("Authorization", "Bearer \(account.token)")],
      timeout: .microseconds(max(1_000, end - host.monotonicTime)), maxResponseBytes: 65_536)
    do throws(ConnectorError) {
      let response = try await host.http(request)
      guard response.isSuccess else {
        refused(GraphError(response).connectorError(platform.name, MessagingErrors.meaning), person)
        return ""
      }
      let name = Self.name(in: response.json ?? .null)
      remember(person, name)
      return name
    } catch {
      refused(error, person)
      return ""
    }
  }

  private func refused(_ error: ConnectorError, _ person: String) {
    remember(person, "")
    let now = host.monotonicTime
    let isFirst = book.state.withLock { book in
      if error.code == .rateLimited { book.restsUntil = now + (error.retryAfter ?? Self.rest).microseconds }
      defer { book.hasComplained = true }
      return !book.hasComplained
    }
    // Once: without the permission it is the same for everybody.
    if isFirst { host.log(.warning, "\(platform.name) does not tell what people are called: \(error.detail)") }
  }

  private static func name(in profile: JSONValue) -> String {
    func text(_ key: String) -> String? {
      let words = profile[key]?.stringValue?.split(whereSeparator: \.isWhitespace).joined(separator: " ")
      return words?.isEmpty == false ? words : nil
    }
    let parts = [text("first_name"), text("last_name")].compactMap { $0 }.joined(separator: " ")
    return String((text("name") ?? (parts.isEmpty ? text("username") ?? "" : parts)).prefix(longestName))
  }
}

extension Duration {
  fileprivate var microseconds: Int64 { components.seconds * 1_000_000 + components.attoseconds / 1_000_000_000_000 }
}
