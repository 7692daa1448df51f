import JSON

/// What the bot does.
extension TelegramWorld {
  /// Messages older than this cannot be deleted by a bot.
  private static let deletable: Int64 = 48 * 3_600_000
  private static let actions: Set<String> = [
    "typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document",
    "choose_sticker", "find_location", "record_video_note", "upload_video_note",
  ]

  /// - Parameters:
  ///   - method: in lower case.
  ///   - sequence: the number of the next message of the sandbox.
  mutating func call(
    _ method: String, _ parameters: TelegramParameters, sequence: Int64, now: Moment
  ) throws(TelegramError) -> TelegramCall {
    switch method {
    case "sendmessage": return try sendMessage(parameters, sequence, now)
    case "editmessagetext": return try editMessageText(parameters, now)
    case "deletemessage": return try deleteMessage(parameters, now)
    case "deletemessages": return try deleteMessages(parameters, now)
    case "setmessagereaction": return try setMessageReaction(parameters)
    case "sendchataction": return try sendChatAction(parameters)
    case "getme": return getMe()
    case "getchat": return try getChat(parameters)
    case "leavechat": return try leaveChat(parameters)
    case "setwebhook": return try setWebhook(parameters, now)
    case "deletewebhook": return try deleteWebhook(parameters, now)
    case "getupdates": return try getUpdates(parameters)
    default: throw .methodNotFound
    }
  }

  // MARK: Sending

  private mutating func sendMessage(
    _ parameters: TelegramParameters, _ sequence: Int64, _ now: Moment
  ) throws(TelegramError) -> TelegramCall {
    let content = try TelegramText(parameters)
    let chat = try writableChat(parameters)
    if parameters.integer("message_thread_id") ?? 0 != 0 { throw .bad("message thread not found") }
    let (replyTo, quote) = try reply(parameters, in: chat)
    if settings.enforcesRates { try rates.check(chat: chat.id, now: now) }
    var message = TelegramMessage(
      id: takeMessageID(chat: chat.id), sequence: sequence, author: nil, content: content, at: now)
    message.replyTo = replyTo
    message.quote = quote
    keep(message, chat: chat.id)
    var call = TelegramCall(result: json(message, chat: chat.id))
    call.sent = (chat.id, message)
    return call
  }

  private func reply(
    _ parameters: TelegramParameters, in chat: TelegramChat
  ) throws(TelegramError) -> (id: Int64?, quote: String?) {
    let structure = try parameters.structure("reply_parameters")
    guard let id = structure?["message_id"]?.lenientInteger ?? parameters.integer("reply_to_message_id"), id != 0 else {
      if structure != nil { throw .bad("message to be replied not found") }
      return (nil, nil)
    }
    let isOptional =
      structure?["allow_sending_without_reply"]?.lenientBool ?? parameters.bool("allow_sending_without_reply")
    let place = structure?["chat_id"]?.lenientInteger ?? chat.id
    guard let original = message(id, in: place), !original.isDeleted else {
      guard isOptional else { throw .bad("message to be replied not found") }
      return (nil, nil)
    }
    guard let quote = structure?["quote"]?.stringValue, !quote.isEmpty else {
      return (place == chat.id ? id : nil, nil)
    }
    guard original.content.text.contains(quote) else { throw .bad("QUOTE_TEXT_INVALID") }
    return (place == chat.id ? id : nil, quote)
  }

  private mutating func editMessageText(_ parameters: TelegramParameters, _ now: Moment) throws(TelegramError)
    -> TelegramCall
  {
    let content = try TelegramText(parameters)
    let chat = try chat(parameters)
    guard let id = parameters.integer("message_id"), var message = message(id, in: chat.id), !message.isDeleted else {
      throw .bad("message to edit not found")
    }
    guard message.author == nil else { throw .bad("message can't be edited") }
    guard content != message.content else {
      throw .bad(
        "message is not modified: specified new message content and reply markup are exactly the same as a current "
          + "content and reply markup of the message")
    }
    if settings.enforcesRates { try rates.check(chat: chat.id, now: now) }
    message.content = content
    message.editedAt = now
    change(chat: chat.id, message: id) { [message] in $0 = message }
    return TelegramCall(result: json(message, chat: chat.id))
  }

  private mutating func deleteMessage(_ parameters: TelegramParameters, _ now: Moment) throws(TelegramError)
    -> TelegramCall
  {
    let chat = try chat(parameters)
    guard let id = parameters.integer("message_id"), let message = message(id, in: chat.id), !message.isDeleted else {
      throw .bad("message to delete not found")
    }
    guard mayDelete(message, in: chat, now) else { throw .bad("message can't be deleted") }
    change(chat: chat.id, message: id) { $0.isDeleted = true }
    return .done
  }

  private mutating func deleteMessages(_ parameters: TelegramParameters, _ now: Moment) throws(TelegramError)
    -> TelegramCall
  {
    let chat = try chat(parameters)
    let ids = try parameters.structure("message_ids")?.arrayValue?.compactMap(\.lenientInteger) ?? []
    guard !ids.isEmpty else { throw .bad("message identifiers are not specified") }
    guard ids.count <= 100 else { throw .bad("too many message identifiers specified") }
    for id in ids {
      guard let message = message(id, in: chat.id), mayDelete(message, in: chat, now) else { continue }
      change(chat: chat.id, message: id) { $0.isDeleted = true }
    }
    return .done
  }

  private func mayDelete(_ message: TelegramMessage, in chat: TelegramChat, _ now: Moment) -> Bool {
    now - message.at < Self.deletable
      && (message.author == nil || !chat.isGroup || chat.botStatus == .administrator)
  }

  private mutating func setMessageReaction(_ parameters: TelegramParameters) throws(TelegramError) -> TelegramCall {
    let chat = try chat(parameters)
    guard let id = parameters.integer("message_id"), let message = message(id, in: chat.id), !message.isDeleted else {
      throw .bad("message to react not found")
    }
    let list = try parameters.structure("reaction")?.arrayValue ?? []
    guard list.count <= 1 else { throw .bad("REACTIONS_TOO_MANY") }
    var emoji: String?
    if let first = list.first {
      guard first["type"] == "emoji", let given = first["emoji"]?.stringValue,
        TelegramReactions.allowed.contains(TelegramReactions.plain(given))
      else { throw .bad("REACTION_INVALID") }
      emoji = TelegramReactions.plain(given)
    }
    change(chat: chat.id, message: id) { $0.reactions[0] = emoji }
    return .done
  }

  private func sendChatAction(_ parameters: TelegramParameters) throws(TelegramError) -> TelegramCall {
    _ = try writableChat(parameters)
    guard let action = parameters.text("action"), Self.actions.contains(action) else {
      throw .bad("wrong parameter action in request")
    }
    return .done
  }

  // MARK: Asking

  private func getMe() -> TelegramCall {
    let me: JSONValue = [
      "id": .integer(settings.botID), "is_bot": true, "first_name": .string(settings.firstName),
      "username": .string(settings.username), "can_join_groups": true, "can_read_all_group_messages": true,
      "supports_inline_queries": false, "can_connect_to_business": false, "has_main_web_app": false,
    ]
    return TelegramCall(result: JSONWriter.bytes(of: me))
  }

  private func getChat(_ parameters: TelegramParameters) throws(TelegramError) -> TelegramCall {
    let chat = try chat(parameters)
    var writer = JSONWriter()
    chat.write(to: &writer, person: people[chat.id])
    var info = (try? JSONParser.parse(writer.bytes))?.objectValue ?? JSONObject()
    // What the full description of a chat must have; of no meaning here.
    info["accent_color_id"] = 0
    info["max_reaction_count"] = 11
    info["accepted_gift_types"] = [
      "unlimited_gifts": false, "limited_gifts": false, "unique_gifts": false, "premium_subscription": false,
      "gifts_from_channels": false,
    ]
    return TelegramCall(result: JSONWriter.bytes(of: .object(info)))
  }

  private mutating func leaveChat(_ parameters: TelegramParameters) throws(TelegramError) -> TelegramCall {
    let chat = try writableChat(parameters)
    guard chat.isGroup else { throw .bad("chat member status can't be changed in private chats") }
    chats[chat.id]?.botStatus = .left
    return .done
  }

  private mutating func getUpdates(_ parameters: TelegramParameters) throws(TelegramError) -> TelegramCall {
    guard webhook == nil else {
      throw TelegramError(
        code: 409,
        description: "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
          + "webhook first")
    }
    if let offset = parameters.integer("offset"), offset > 0 {
      while let first = backlog.first, first.id < offset { backlog.removeFirst() }
    }
    if let allowed = try parameters.structure("allowed_updates") { setAllowed(allowed) }
    let limit = Int(min(100, max(1, parameters.integer("limit") ?? 100)))
    var writer = JSONWriter()
    writer.array { writer in
      for update in backlog.prefix(limit) { writer.raw(update.body) }
    }
    return TelegramCall(result: writer.bytes)
  }

  // MARK: Chats

  /// The chat that a call names; throws where there is none or it is another one now.
  private func chat(_ parameters: TelegramParameters) throws(TelegramError) -> TelegramChat {
    guard let text = parameters.text("chat_id"), !text.isEmpty else { throw .bad("chat_id is empty") }
    guard let id = Int64(text), let chat = chats[id] else { throw .bad("chat not found") }
    if let migratedTo = chat.migratedTo {
      throw TelegramError(
        code: 400, description: "Bad Request: group chat was upgraded to a supergroup chat", migrateTo: migratedTo)
    }
    return chat
  }

  /// The chat, where the bot may write there.
  private func writableChat(_ parameters: TelegramParameters) throws(TelegramError) -> TelegramChat {
    if parameters.integer("chat_id") == settings.botID { throw .forbidden("bot can't send messages to bots") }
    let chat = try chat(parameters)
    if let person = people[chat.id] {
      if person.isDeactivated { throw .forbidden("user is deactivated") }
      if person.hasBlocked { throw .forbidden("bot was blocked by the user") }
      if !person.hasStarted { throw .forbidden("bot can't initiate conversation with a user") }
      return chat
    }
    if chat.isDeleted { throw .forbidden("the group chat was deleted") }
    switch chat.botStatus {
    case .member, .administrator: return chat
    case .kicked: throw .forbidden("bot was kicked from the \(chat.kind.rawValue) chat")
    case .left: throw .forbidden("bot is not a member of the \(chat.kind.rawValue) chat")
    }
  }
}
