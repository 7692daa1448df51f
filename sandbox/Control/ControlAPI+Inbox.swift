import JSON

/// What people have received and written.
extension ControlAPI {
  /// - Parameter isInbox: what others wrote to them; else what they wrote themselves.
  func messages(of name: String, _ request: Request, isInbox: Bool) throws(ControlError) -> JSONValue {
    let (after, limit) = try range(request)
    var found: [(sequence: Int64, json: JSONValue)] = []
    if let person = sandbox.telegram.person(name: name) {
      found = telegramMessages(person, isInbox: isInbox)
    } else if let index = sandbox.whatsapp.index(name: name) {
      found = sandbox.whatsapp.people[index].messages.messages
        // What failed, or waits for the phone to come on, has not arrived.
        .filter { $0.isFromUser != isInbox && ($0.isFromUser || $0.status == .delivered || $0.status == .read) }
        .map { (sequence: $0.sequence, json: json($0)) }
    } else if let (simulator, index) = direct(name) {
      found = simulator.world.people[index].messages.messages
        .filter { $0.isFromUser != isInbox && ($0.isFromUser || $0.status != .accepted) }
        .map { (sequence: $0.sequence, json: json($0)) }
    } else {
      throw unknown(name)
    }
    if let after {
      found = Array(found.filter { $0.sequence > after }.prefix(limit))
    } else {
      found = found.suffix(limit)
    }
    return ["messages": .array(found.map(\.json)), "last_seq": .integer(found.last?.sequence ?? after ?? 0)]
  }

  private func telegramMessages(_ person: TelegramPerson, isInbox: Bool) -> [(sequence: Int64, json: JSONValue)] {
    let groups = sandbox.telegram.groupNames.values.compactMap { sandbox.telegram.chats[$0] }
      .filter { $0.members.contains(person.id) }
    let own = sandbox.telegram.chats[person.id].map { [$0] } ?? []
    return (own + groups)
      .flatMap { chat in
        sandbox.telegram.messages(in: chat.id)
          .filter { ($0.author == person.id) != isInbox }
          .map { (sequence: $0.sequence, json: json($0, chat)) }
      }
      .sorted { $0.sequence < $1.sequence }
  }

  private func json(_ message: WhatsAppMessage) -> JSONValue {
    var object = JSONObject([
      ("seq", .integer(message.sequence)), ("id", .string(message.id)),
      ("from", message.isFromUser ? "person" : "business"), ("text", .string(message.text)),
      ("at_ms", .integer(message.at.milliseconds)), ("deleted", .bool(message.isDeleted)),
    ])
    object.set("reply_to", message.replyTo)
    object.set("edited_at_ms", message.editedAt?.milliseconds)
    if message.isFromUser {
      object["read_by_business"] = .bool(message.isReadByBusiness)
    } else {
      object["status"] = .string(message.status.rawValue)
      object.set("error_code", message.errorCode.map(Int64.init))
    }
    var reactions = JSONObject()
    reactions.set("person", message.userReaction)
    reactions.set("business", message.businessReaction)
    object["reactions"] = .object(reactions)
    return .object(object)
  }

  private func json(_ message: TelegramMessage, _ chat: TelegramChat) -> JSONValue {
    let author = message.author.flatMap { sandbox.telegram.people[$0]?.name }
    var object = JSONObject([
      ("seq", .integer(message.sequence)), ("id", .string("\(chat.id)/\(message.id)")),
      ("from", .string(author ?? "bot")), ("text", .string(message.content.text)),
      ("at_ms", .integer(message.at.milliseconds)), ("deleted", .bool(message.isDeleted)),
    ])
    if chat.isGroup { object["in"] = .string(chat.name) }
    object.set("reply_to", message.replyTo.map { "\(chat.id)/\($0)" })
    object.set("edited_at_ms", message.editedAt?.milliseconds)
    if !message.content.entities.isEmpty {
      var writer = JSONWriter()
      writer.array { writer in
        for entity in message.content.entities { entity.write(to: &writer) }
      }
      object["entities"] = try? JSONParser.parse(writer.bytes)
    }
    var reactions = JSONObject()
    for (id, emoji) in message.reactions.sorted(by: { $0.key < $1.key }) {
      reactions[id == 0 ? "bot" : sandbox.telegram.people[id]?.name ?? String(id)] = .string(emoji)
    }
    object["reactions"] = .object(reactions)
    return .object(object)
  }
}
