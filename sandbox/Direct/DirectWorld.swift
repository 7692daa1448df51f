import HeapModule
import JSON

/// Everything that Messenger, or Instagram, knows: the business's account, the people and their messages. A value without I/O.
///
/// What is to be reported to the business gathers in ``reports``; whoever drives the world takes it from there.
struct DirectWorld: Sendable {
  private struct AgendaItem: Comparable, Sendable {
    var at: Moment
    /// Keeps what is due at one time in the order in which it was planned.
    var order: Int64
    var person: Int
    var message: String
    var status: DirectMessage.Status

    static func < (left: AgendaItem, right: AgendaItem) -> Bool { (left.at, left.order) < (right.at, right.order) }
    static func == (left: AgendaItem, right: AgendaItem) -> Bool { left.order == right.order }
  }

  private static let agendaCapacity = 1_000_000

  let platform: DirectPlatform
  var settings: DirectSettings
  private(set) var people: [DirectPerson] = []
  private var byName: [String: Int] = [:]
  private var byID: [String: Int] = [:]
  var rates: TokenBucket
  var random: SeededGenerator
  private var agenda = Heap<AgendaItem>()
  private var agendaOrder: Int64 = 0
  /// What happened and is not reported yet.
  var reports: [DirectItem] = []

  init(_ platform: DirectPlatform, settings: DirectSettings, seed: UInt64, now: Moment) {
    self.platform = platform
    self.settings = settings
    rates = TokenBucket(perSecond: platform.callsPerSecond, burst: platform.callsPerSecond, now: now)
    random = SeededGenerator(seed: seed)
  }

  // MARK: People

  func index(name: String) -> Int? { byName[name] }
  func index(id: String) -> Int? { byID[id] }

  /// Adds or replaces a person; throws where the id is another one's.
  mutating func put(_ person: DirectPerson) throws(ControlError) {
    let index = byName[person.name] ?? people.count
    if let taken = byID[person.id], taken != index {
      throw ControlError("the user id belongs to \(people[taken].name) already")
    }
    if index < people.count {
      byID[people[index].id] = nil
      people[index] = person
    } else {
      people.append(person)
    }
    byName[person.name] = index
    byID[person.id] = index
  }

  /// A person with an id of their own.
  mutating func makePerson(name: String) -> DirectPerson {
    let first = platform == .messenger ? "2468" : "9876"
    let digits = (0..<13).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
    return DirectPerson(
      name: name, profileName: name.prefix(1).uppercased() + name.dropFirst(), id: first + digits,
      readAfter: settings.readAfter, messages: Archive(capacity: settings.history))
  }

  mutating func changePerson(_ person: Int, _ body: (inout DirectPerson) -> Void) { body(&people[person]) }

  /// Changes a message that is still kept.
  mutating func change(_ person: Int, _ id: String, _ body: (inout DirectMessage) -> Void) {
    guard var message = people[person].messages[id] else { return }
    body(&message)
    people[person].messages[id] = message
  }

  mutating func keep(_ message: DirectMessage, _ person: Int) { people[person].messages.append(message.id, message) }

  // MARK: Reports

  /// What a person does: they are the sender.
  mutating func report(_ name: String, _ value: JSONValue, by person: Int, field: String, at now: Moment) {
    let json: JSONValue = [
      "sender": ["id": .string(people[person].id)], "recipient": ["id": .string(settings.accountID)],
      "timestamp": .integer(now.milliseconds),
    ]
    report(json, name, value, person, field, now)
  }

  /// What the business does, as those who listen hear of it.
  mutating func reportEcho(_ message: JSONValue, to person: Int, at now: Moment) {
    let json: JSONValue = [
      "sender": ["id": .string(settings.accountID)], "recipient": ["id": .string(people[person].id)],
      "timestamp": .integer(now.milliseconds),
    ]
    report(json, "message", message, person, platform == .messenger ? "message_echoes" : "messages", now)
  }

  private mutating func report(
    _ json: JSONValue, _ name: String, _ value: JSONValue, _ person: Int, _ field: String, _ now: Moment
  ) {
    var object = json.objectValue ?? JSONObject()
    object[name] = value
    reports.append(
      DirectItem(person: person, json: JSONWriter.bytes(of: .object(object)), field: field, dueAt: now))
  }

  // MARK: What happens later

  /// When something happens of itself; nil for never.
  var nextWake: Moment? { agenda.min?.at }

  /// Plans what becomes of a message. Where a million wait already it never comes.
  mutating func plan(_ status: DirectMessage.Status, of id: String, person: Int, at moment: Moment) {
    guard agenda.count < Self.agendaCapacity else { return }
    agendaOrder += 1
    agenda.insert(AgendaItem(at: moment, order: agendaOrder, person: person, message: id, status: status))
  }

  /// Lets happen what is due.
  mutating func advance(now: Moment) {
    while let item = agenda.min, item.at <= now {
      _ = agenda.popMin()
      if item.status == .read {
        read(item.person, upTo: item.message, now: now)
      } else {
        deliver(item.message, person: item.person, now: now)
      }
    }
  }

  /// The phone gets a message, where it is on; where it is not, it gets it when it is switched on.
  mutating func deliver(_ id: String, person: Int, now: Moment) {
    guard people[person].isOnline, let message = people[person].messages[id], message.status == .accepted else {
      return
    }
    change(person, id) { $0.status = .delivered }
    if platform.reportsWatermarks {
      report(
        "delivery", ["mids": [.string(id)], "watermark": .integer(message.at.milliseconds)], by: person,
        field: "message_deliveries", at: now)
    }
    guard let readAfter = people[person].readAfter else { return }
    if readAfter == 0 {
      read(person, upTo: id, now: now)
    } else {
      plan(.read, of: id, person: person, at: now + readAfter)
    }
  }

  /// Somebody sees a message and what came before it; the number of those that are new to them.
  @discardableResult
  mutating func read(_ person: Int, upTo id: String, now: Moment) -> Int {
    guard let last = people[person].messages[id], !last.isFromUser, last.status != .read else { return 0 }
    let unread = people[person].messages.messages.filter {
      !$0.isFromUser && $0.status != .read && $0.sequence <= last.sequence
    }
    for message in unread {
      deliver(message.id, person: person, now: now)
      change(person, message.id) { $0.status = .read }
    }
    if platform.reportsWatermarks {
      report(
        "read", ["watermark": .integer(last.at.milliseconds)], by: person, field: "message_reads", at: now)
    } else {
      report("read", ["mid": .string(id)], by: person, field: "messaging_seen", at: now)
    }
    return unread.count
  }
}
