import JSON

/// What people do.
extension TelegramWorld {
  /// Edits of older messages are not reported.
  private static let editable: Int64 = 24 * 3_600_000

  /// Writes a text, to the bot or into a group; returns where and what.
  mutating func say(
    _ person: TelegramPerson, _ text: String, group: String?, replyTo: String?, quote: String?, sequence: Int64,
    now: Moment
  ) throws(ControlError) -> (chat: Int64, message: Int64) {
    let chat = try place(person, group)
    guard !text.isEmpty, text.utf16.count <= TelegramText.limit else {
      throw ControlError("text must have 1 to \(TelegramText.limit) UTF-16 code units")
    }
    var message = TelegramMessage(
      id: 0, sequence: sequence, author: person.id, content: .written(text), at: now)
    if let replyTo { message.replyTo = try find(replyTo, in: chat) { $0.author != person.id }.id }
    if let quote {
      guard let id = message.replyTo, self.message(id, in: chat.id)?.content.text.contains(quote) == true else {
        throw ControlError("quote must be a part of the message that reply_to names")
      }
      message.quote = quote
    }
    message.id = takeMessageID(chat: chat.id)
    if !chat.isGroup { try start(person, now) }
    keep(message, chat: chat.id)
    if sees(message, in: chat) { reportMessage("message", message, chat: chat.id) }
    return (chat.id, message.id)
  }

  mutating func edit(
    _ person: TelegramPerson, _ reference: String, _ text: String, group: String?, now: Moment
  ) throws(ControlError) -> Int64 {
    let chat = try place(person, group)
    var message = try find(reference, in: chat) { $0.author == person.id }
    guard message.author == person.id else { throw ControlError("only an own message can be edited") }
    message.content = .written(text)
    message.editedAt = now
    change(chat: chat.id, message: message.id) { [message] in $0 = message }
    if now - message.at < Self.editable, sees(message, in: chat) {
      reportMessage("edited_message", message, chat: chat.id)
    }
    return message.id
  }

  /// Takes a message of their own back. Telegram reports nothing.
  mutating func delete(_ person: TelegramPerson, _ reference: String, group: String?) throws(ControlError) -> Int64 {
    let chat = try place(person, group)
    let message = try find(reference, in: chat) { $0.author == person.id }
    guard message.author == person.id else { throw ControlError("only an own message can be deleted") }
    change(chat: chat.id, message: message.id) { $0.isDeleted = true }
    return message.id
  }

  /// Reacts to a message; an empty emoji takes the reaction back.
  mutating func react(
    _ person: TelegramPerson, _ reference: String, _ emoji: String, group: String?, now: Moment
  ) throws(ControlError) -> Int64 {
    let chat = try place(person, group)
    let message = try find(reference, in: chat) { $0.author != person.id }
    let plain = TelegramReactions.plain(emoji)
    guard plain.isEmpty || TelegramReactions.allowed.contains(plain) else {
      throw ControlError("Telegram knows no such reaction: \(emoji)")
    }
    let old = message.reactions[person.id]
    let new = plain.isEmpty ? nil : plain
    guard old != new else { return message.id }
    change(chat: chat.id, message: message.id) { $0.reactions[person.id] = new }
    // In groups only administrators hear of reactions.
    if !chat.isGroup || chat.botStatus == .administrator {
      var writer = JSONWriter()
      writer.object { writer in
        writer.key("chat")
        chat.write(to: &writer, person: people[chat.id])
        writer.key("message_id")
        writer.integer(message.id)
        writer.key("user")
        person.write(to: &writer)
        writer.key("date")
        writer.integer(now.seconds)
        writer.key("old_reaction")
        Self.writeReaction(old, to: &writer)
        writer.key("new_reaction")
        Self.writeReaction(new, to: &writer)
      }
      report("message_reaction", chat: chat.id, writer.bytes)
    }
    return message.id
  }

  /// Blocks the bot, or lets it in again.
  mutating func setBlocked(_ person: TelegramPerson, _ isBlocked: Bool, now: Moment) throws(ControlError) {
    guard person.hasBlocked != isBlocked else { return }
    var person = person
    person.hasBlocked = isBlocked
    try put(person)
    var writer = JSONWriter()
    writer.object { writer in
      writer.key("chat")
      chats[person.id]?.write(to: &writer, person: person)
      writer.key("from")
      person.write(to: &writer)
      writer.key("date")
      writer.integer(now.seconds)
      writer.key("old_chat_member")
      writeBotMember(isBlocked ? "member" : "kicked", to: &writer)
      writer.key("new_chat_member")
      writeBotMember(isBlocked ? "kicked" : "member", to: &writer)
    }
    report("my_chat_member", chat: person.id, writer.bytes)
  }

  /// Makes a supergroup of a basic group: it gets another id, and two service messages say so.
  mutating func migrate(_ group: TelegramChat, sequence: Int64, now: Moment) throws(ControlError) -> Int64 {
    guard group.kind == .group, group.migratedTo == nil else {
      throw ControlError("only a basic group can become a supergroup")
    }
    guard let author = group.members.first else { throw ControlError("the group has no members") }
    var larger = makeGroup(name: group.name, kind: .supergroup)
    larger.title = group.title
    larger.members = group.members
    larger.botStatus = group.botStatus
    put(group: larger)
    chats[group.id]?.migratedTo = larger.id
    var old = TelegramMessage(
      id: takeMessageID(chat: group.id), sequence: sequence, author: author, content: TelegramText(text: ""), at: now)
    old.migrateTo = larger.id
    reportMessage("message", old, chat: group.id)
    var new = old
    new.id = takeMessageID(chat: larger.id)
    new.migrateTo = nil
    new.migrateFrom = group.id
    reportMessage("message", new, chat: larger.id)
    return larger.id
  }

  /// The message that is meant: `last` for the newest that fits, or an id.
  private func find(
    _ reference: String, in chat: TelegramChat, last fits: (TelegramMessage) -> Bool
  ) throws(ControlError) -> TelegramMessage {
    let found =
      reference == "last"
      ? lastMessage(in: chat.id) { fits($0) && !$0.isDeleted }
      : Int64(reference).flatMap { message($0, in: chat.id) }
    guard let found else { throw ControlError("\(chat.name) has no such message: \(reference)", status: 404) }
    return found
  }

  private func place(_ person: TelegramPerson, _ group: String?) throws(ControlError) -> TelegramChat {
    guard let group else {
      guard let chat = chats[person.id] else { throw ControlError("\(person.name) has no chat", status: 404) }
      return chat
    }
    guard let chat = self.group(name: group) else { throw ControlError("there is no group \(group)", status: 404) }
    guard chat.members.contains(person.id) else { throw ControlError("\(person.name) is not in \(group)") }
    return chat
  }

  /// Whoever writes to the bot has started it, and no longer blocks it.
  private mutating func start(_ person: TelegramPerson, _ now: Moment) throws(ControlError) {
    if person.hasBlocked { try setBlocked(person, false, now: now) }
    guard !person.hasStarted, var changed = people[person.id] else { return }
    changed.hasStarted = true
    try put(changed)
  }

  /// Whether the bot gets to see a message: all of a private chat, and of groups what its privacy mode lets through.
  private func sees(_ message: TelegramMessage, in chat: TelegramChat) -> Bool {
    guard chat.isGroup else { return true }
    guard chat.botStatus == .member || chat.botStatus == .administrator else { return false }
    guard chat.hasPrivacyMode, chat.botStatus == .member else { return true }
    if message.content.text.hasPrefix("/") || message.content.text.contains("@" + settings.username) { return true }
    return message.replyTo.flatMap { self.message($0, in: chat.id) }.map { $0.author == nil } ?? false
  }

  private func writeBotMember(_ status: String, to writer: inout JSONWriter) {
    writer.object { writer in
      writer.key("user")
      writeBot(to: &writer)
      writer.key("status")
      writer.string(status)
      if status == "kicked" {
        writer.key("until_date")
        writer.integer(0)
      }
    }
  }

  private static func writeReaction(_ emoji: String?, to writer: inout JSONWriter) {
    writer.array { writer in
      guard let emoji else { return }
      writer.object { writer in
        writer.key("type")
        writer.string("emoji")
        writer.key("emoji")
        writer.string(emoji)
      }
    }
  }
}
