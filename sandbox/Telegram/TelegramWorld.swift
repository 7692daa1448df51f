import DequeModule
import JSON

/// Everything that Telegram knows: the bot, people, chats, the webhook. A value without I/O.
///
/// Updates gather in ``updates``; whoever drives the world takes them from there.
struct TelegramWorld: Sendable {
  var settings: TelegramSettings
  private(set) var people: [Int64: TelegramPerson] = [:]
  private var byName: [String: Int64] = [:]
  var chats: [Int64: TelegramChat] = [:]
  /// Beside the chats, so that a copy of a chat does not hold its messages.
  private var archives: [Int64: Archive<Int64, TelegramMessage>] = [:]
  private(set) var groupNames: [String: Int64] = [:]
  var webhook: TelegramWebhook?
  /// The kinds that are sent; nil for the default set. Stays when the webhook goes.
  var allowedUpdates: Set<String>?
  var nextWebhookChange = Moment(milliseconds: 0)
  var lastError: (at: Moment, message: String)?
  var rates: TelegramRates
  private var nextUpdate: Int64
  private var nextMessage: Int64
  private var nextGroup: Int64 = 4_012_345_678
  private var nextPerson: Int64 = 512_345_678
  /// What is to be sent to the webhook.
  var updates: [TelegramUpdate] = []
  /// What waits for getUpdates while there is no webhook.
  var backlog: Deque<TelegramUpdate> = []
  static let backlogLimit = 10_000

  init(settings: TelegramSettings, seed: UInt64, now: Moment) {
    var random = SeededGenerator(seed: seed)
    self.settings = settings
    rates = TelegramRates(now: now)
    nextUpdate = Int64.random(in: 100_000_000...900_000_000, using: &random)
    nextMessage = Int64.random(in: 1_000...900_000, using: &random)
  }

  // MARK: People and groups

  func person(name: String) -> TelegramPerson? { byName[name].flatMap { people[$0] } }

  func group(name: String) -> TelegramChat? { groupNames[name].flatMap { chats[$0] } }

  /// The name by which commands know a chat.
  func name(ofChat id: Int64) -> String? { chats[id]?.name ?? people[id]?.name }

  func makePerson(name: String, id: Int64? = nil) -> TelegramPerson {
    var free = id ?? nextPerson
    while id == nil, people[free] != nil { free += 1 }
    return TelegramPerson(name: name, id: free, firstName: name.prefix(1).uppercased() + name.dropFirst())
  }

  /// Adds or replaces a person; throws where the id is another one's.
  mutating func put(_ person: TelegramPerson) throws(ControlError) {
    guard person.id > 0, person.id < 1 << 52, person.id != settings.botID else {
      throw ControlError("id must be a positive number below 2^52 that is not the bot's")
    }
    if let other = people[person.id], other.name != person.name {
      throw ControlError("the id belongs to \(other.name) already")
    }
    if let old = byName[person.name], old != person.id {
      people[old] = nil
      chats[old] = nil
      archives[old] = nil
    }
    people[person.id] = person
    byName[person.name] = person.id
    nextPerson = max(nextPerson, person.id + 1)
    if chats[person.id] == nil {
      chats[person.id] = TelegramChat(id: person.id, kind: .private, name: person.name, members: [person.id])
    }
  }

  /// A group of its own id.
  mutating func makeGroup(name: String, kind: TelegramChat.Kind) -> TelegramChat {
    nextGroup += 1
    let id = kind == .supergroup ? -1_000_000_000_000 - nextGroup : -nextGroup
    return TelegramChat(id: id, kind: kind, name: name, title: name, members: [])
  }

  mutating func put(group: TelegramChat) {
    chats[group.id] = group
    groupNames[group.name] = group.id
  }

  // MARK: Messages

  /// The next message id in a chat: supergroups count for themselves, all else is counted for the bot.
  mutating func takeMessageID(chat: Int64) -> Int64 {
    if chats[chat]?.kind == .supergroup {
      chats[chat]?.lastMessageID += 1
      return chats[chat]?.lastMessageID ?? 1
    }
    nextMessage += 1
    return nextMessage
  }

  mutating func keep(_ message: TelegramMessage, chat: Int64) {
    archives[chat, default: Archive(capacity: settings.history)].append(message.id, message)
  }

  /// A message that is still kept.
  func message(_ id: Int64, in chat: Int64) -> TelegramMessage? { archives[chat]?[id] }

  /// The newest message that fits.
  func lastMessage(in chat: Int64, where fits: (TelegramMessage) -> Bool) -> TelegramMessage? {
    archives[chat]?.last(where: fits)
  }

  /// Everything that is kept of a chat, oldest first.
  func messages(in chat: Int64) -> [TelegramMessage] { archives[chat]?.messages ?? [] }

  /// Changes a message that is still kept.
  mutating func change(chat: Int64, message: Int64, _ body: (inout TelegramMessage) -> Void) {
    guard var found = archives[chat]?[message] else { return }
    body(&found)
    archives[chat]?[message] = found
  }

  // MARK: Updates

  /// Whether this kind is sent at all.
  func isWanted(_ kind: String) -> Bool {
    allowedUpdates.map { $0.contains(kind) } ?? !TelegramWebhook.unlisted.contains(kind)
  }

  /// Adds an update of a kind, where it is wanted.
  mutating func report(_ kind: String, chat: Int64, _ content: [UInt8]) {
    guard isWanted(kind) else { return }
    let id = nextUpdate
    nextUpdate += 1
    var writer = JSONWriter(capacity: content.count + 64)
    writer.object { writer in
      writer.key("update_id")
      writer.integer(id)
      writer.key(kind)
      writer.raw(content)
    }
    let update = TelegramUpdate(id: id, chat: chat, body: writer.bytes)
    if webhook != nil {
      updates.append(update)
    } else {
      if backlog.count == Self.backlogLimit { backlog.removeFirst() }
      backlog.append(update)
    }
  }

  mutating func reportMessage(_ kind: String, _ message: TelegramMessage, chat: Int64) {
    guard isWanted(kind) else { return }
    report(kind, chat: chat, json(message, chat: chat))
  }

  // MARK: Writing

  func json(_ message: TelegramMessage, chat: Int64) -> [UInt8] {
    var writer = JSONWriter(capacity: 512)
    write(message, chat: chat, to: &writer)
    return writer.bytes
  }

  /// A Message object.
  ///
  /// - Parameter isNested: the original inside a reply, which holds no further original.
  func write(_ message: TelegramMessage, chat: Int64, to writer: inout JSONWriter, isNested: Bool = false) {
    let place = chats[chat]
    writer.object { writer in
      writer.key("message_id")
      writer.integer(message.id)
      writer.key("from")
      if let author = message.author, let person = people[author] {
        person.write(to: &writer)
      } else {
        writeBot(to: &writer)
      }
      writer.key("chat")
      place?.write(to: &writer, person: people[chat])
      writer.key("date")
      writer.integer(message.at.seconds)
      if let editedAt = message.editedAt {
        writer.key("edit_date")
        writer.integer(editedAt.seconds)
      }
      if !isNested, let replyTo = message.replyTo, let original = self.message(replyTo, in: chat) {
        writer.key("reply_to_message")
        write(original, chat: chat, to: &writer, isNested: true)
      }
      if !isNested, let quote = message.quote { writeQuote(quote, of: message, chat, to: &writer) }
      if let to = message.migrateTo {
        writer.key("migrate_to_chat_id")
        writer.integer(to)
      } else if let from = message.migrateFrom {
        writer.key("migrate_from_chat_id")
        writer.integer(from)
      } else {
        writer.key("text")
        writer.string(message.content.text)
        writeEntities(message.content.entities, to: &writer)
      }
    }
  }

  private func writeQuote(
    _ quote: String, of message: TelegramMessage, _ chat: Int64, to writer: inout JSONWriter
  ) {
    let original = message.replyTo.flatMap { self.message($0, in: chat) }?.content.text ?? ""
    let position = original.firstRange(of: quote).map { original[..<$0.lowerBound].utf16.count } ?? 0
    writer.key("quote")
    writer.object { writer in
      writer.key("text")
      writer.string(quote)
      writer.key("position")
      writer.integer(position)
      writer.key("is_manual")
      writer.bool(true)
    }
  }

  private func writeEntities(_ entities: [TelegramEntity], to writer: inout JSONWriter) {
    guard !entities.isEmpty else { return }
    writer.key("entities")
    writer.array { writer in
      for entity in entities { entity.write(to: &writer) }
    }
  }

  func writeBot(to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("id")
      writer.integer(settings.botID)
      writer.key("is_bot")
      writer.bool(true)
      writer.key("first_name")
      writer.string(settings.firstName)
      writer.key("username")
      writer.string(settings.username)
    }
  }
}
