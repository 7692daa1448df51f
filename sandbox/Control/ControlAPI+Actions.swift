import JSON

/// What people do: `POST /control/people/{name}/{action}`.
extension ControlAPI {
  func act(_ name: String, _ action: String, _ fields: Fields) throws(ControlError) -> JSONValue {
    switch action {
    case "say":
      try fields.checkNames("text", "reply_to", "quote", "in")
      return try say(name, fields)
    case "edit":
      try fields.checkNames("id", "text", "in")
      return try edit(name, fields)
    case "delete":
      try fields.checkNames("id", "in")
      return try delete(name, fields)
    case "react":
      try fields.checkNames("id", "emoji", "in")
      return try react(name, fields)
    case "read":
      try fields.checkNames("id")
      return try read(name, fields)
    default: throw ControlError("people can say, edit, delete, react and read; not \(action)", status: 404)
    }
  }

  /// `{"messages": [{"as", "text", ...}]}`: many at once, in order; ends with the first that is wrong.
  func sayMany(_ fields: Fields) throws(ControlError) -> JSONValue {
    guard let messages = fields["messages"]?.arrayValue, messages.count <= 10_000 else {
      throw ControlError("messages must be an array of at most 10,000")
    }
    var said: [JSONValue] = []
    for message in messages {
      guard let object = message.objectValue else { throw ControlError("messages must hold objects") }
      let one = Fields(object)
      said.append(try say(try one.required("as"), one))
    }
    return ["said": .array(said)]
  }

  func say(_ name: String, _ fields: Fields) throws(ControlError) -> JSONValue {
    if let (simulator, index) = direct(name) { return try act("say", name, fields, on: simulator, index) }
    let text = try fields.required("text")
    let replyTo = try fields.text("reply_to")
    let now = sandbox.time.now()
    guard !sandbox.telegramCallbacks.queue.isFull, !sandbox.whatsappCallbacks.queue.isFull else {
      throw ControlError("too many callbacks wait already", status: 503)
    }
    if let person = sandbox.telegram.person(name: name) {
      let group = try fields.text("in")
      let (chat, id) = try sandbox.telegram.say(
        person, text, group: group, replyTo: replyTo.map(Self.telegramID), quote: try fields.text("quote"),
        sequence: sandbox.sequence + 1, now: now)
      count(.telegram)
      sandbox.transcript.said(name + (group.map { " in \($0)" } ?? ""), .telegram, text)
      return ["id": .string("\(chat)/\(id)"), "chat": .string(String(chat)), "at_ms": .integer(now.milliseconds)]
    }
    let index = try whatsApp(name)
    let id = try sandbox.whatsapp.say(index, text, replyTo: replyTo, sequence: sandbox.sequence + 1, now: now)
    count(.whatsapp)
    sandbox.transcript.said(name, .whatsapp, text)
    return ["id": .string(id), "chat": "", "at_ms": .integer(now.milliseconds)]
  }

  private func edit(_ name: String, _ fields: Fields) throws(ControlError) -> JSONValue {
    if let (simulator, index) = direct(name) { return try act("edit", name, fields, on: simulator, index) }
    let reference = try fields.text("id") ?? "last"
    let text = try fields.required("text")
    let now = sandbox.time.now()
    if let person = sandbox.telegram.person(name: name) {
      let id = try sandbox.telegram.edit(
        person, Self.telegramID(reference), text, group: try fields.text("in"), now: now)
      sandbox.transcript.did(name, .telegram, "edits: \(text)")
      return ["message_id": .string(String(id))]
    }
    let id = try sandbox.whatsapp.edit(try whatsApp(name), reference, text, now: now)
    sandbox.transcript.did(name, .whatsapp, "edits: \(text)")
    return ["message_id": .string(id)]
  }

  private func delete(_ name: String, _ fields: Fields) throws(ControlError) -> JSONValue {
    if let (simulator, index) = direct(name) { return try act("delete", name, fields, on: simulator, index) }
    let reference = try fields.text("id") ?? "last"
    if let person = sandbox.telegram.person(name: name) {
      let id = try sandbox.telegram.delete(person, Self.telegramID(reference), group: try fields.text("in"))
      sandbox.transcript.did(name, .telegram, "deletes a message (of which Telegram tells bots nothing)")
      return ["message_id": .string(String(id))]
    }
    let id = try sandbox.whatsapp.delete(try whatsApp(name), reference, now: sandbox.time.now())
    sandbox.transcript.did(name, .whatsapp, "deletes a message")
    return ["message_id": .string(id)]
  }

  private func react(_ name: String, _ fields: Fields) throws(ControlError) -> JSONValue {
    if let (simulator, index) = direct(name) { return try act("react", name, fields, on: simulator, index) }
    let reference = try fields.text("id") ?? "last"
    let emoji = try fields.text("emoji") ?? ""
    let now = sandbox.time.now()
    let what = emoji.isEmpty ? "takes a reaction back" : "reacts with \(emoji)"
    if let person = sandbox.telegram.person(name: name) {
      let id = try sandbox.telegram.react(
        person, Self.telegramID(reference), emoji, group: try fields.text("in"), now: now)
      sandbox.transcript.did(name, .telegram, what)
      return ["message_id": .string(String(id))]
    }
    guard emoji.isEmpty || emoji.isOneEmoji else { throw ControlError("emoji must be one emoji, or empty") }
    let id = try sandbox.whatsapp.react(try whatsApp(name), reference, emoji, now: now)
    sandbox.transcript.did(name, .whatsapp, what)
    return ["message_id": .string(id)]
  }

  private func read(_ name: String, _ fields: Fields) throws(ControlError) -> JSONValue {
    if let (simulator, index) = direct(name) { return try act("read", name, fields, on: simulator, index) }
    guard sandbox.telegram.person(name: name) == nil else {
      // Bots never learn that a message was read.
      return ["read": 0]
    }
    let count = try sandbox.whatsapp.read(
      try whatsApp(name), upTo: try fields.text("id"), now: sandbox.time.now())
    if count > 0 { sandbox.transcript.did(name, .whatsapp, "reads \(count == 1 ? "a message" : "\(count) messages")") }
    return ["read": .integer(count)]
  }

  private func whatsApp(_ name: String) throws(ControlError) -> Int {
    guard let index = sandbox.whatsapp.index(name: name) else { throw unknown(name) }
    return index
  }

  private func count(_ platform: FaultTarget) {
    sandbox.sequence += 1
    sandbox.counters.add("\(platform.rawValue).said")
  }

  /// A message id alone, where `chat/message` was given.
  private static func telegramID(_ reference: String) -> String {
    reference.split(separator: "/").last.map(String.init) ?? reference
  }
}
