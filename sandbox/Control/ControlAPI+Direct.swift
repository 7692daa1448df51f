import JSON

/// People on Messenger and Instagram.
extension ControlAPI {
  /// Where somebody is, and their place among the people there; nil for one who is on neither.
  func direct(_ name: String) -> (simulator: DirectSimulator, index: Int)? {
    for simulator in sandbox.direct {
      if let index = simulator.world.index(name: name) { return (simulator, index) }
    }
    return nil
  }

  /// Makes a person, or changes the one of this name.
  func put(_ name: String, _ fields: Fields, on simulator: DirectSimulator) throws(ControlError) {
    let now = sandbox.time.now()
    var person =
      simulator.world.index(name: name).map { simulator.world.people[$0] } ?? simulator.world.makePerson(name: name)
    if let text = try fields.text("user_id") {
      guard (1...40).contains(text.utf8.count), text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
        throw ControlError("user_id must be digits, such as 24680135792468013")
      }
      person.id = text
    }
    if let text = try fields.text("first_name") { person.profileName = text }
    if let text = try fields.text("display_name") { person.profileName = text }
    if let text = try fields.text("username") { person.username = text }
    if let flag = try fields.bool("blocked") { person.hasBlocked = flag }
    if let flag = try fields.bool("window_open") { person.lastWroteAt = flag ? now : nil }
    if let hours = try fields.integer("wrote_hours_ago", in: 0...10_000) {
      person.lastWroteAt = now + -Int64(hours) * 3_600_000
    }
    if fields.has("read_after_ms") {
      person.readAfter = try fields.integer("read_after_ms", in: 0...86_400_000).map(Int64.init)
    }
    try simulator.world.put(person)
    if let flag = try fields.bool("online"), let index = simulator.world.index(name: name) {
      simulator.world.setOnline(index, flag, now: now)
    }
    // The first one there: from now on there is something to report.
    if let gateway = sandbox.gatewayURL, simulator.subscription.target == nil { simulator.register(gateway) }
  }

  /// What people do; `fields` have been checked.
  func act(
    _ action: String, _ name: String, _ fields: Fields, on simulator: DirectSimulator, _ index: Int
  ) throws(ControlError) -> JSONValue {
    let now = sandbox.time.now()
    let target = simulator.platform.target
    let reference = try fields.text("id") ?? "last"
    switch action {
    case "say":
      let text = try fields.required("text")
      guard !simulator.callbacks.queue.isFull else {
        throw ControlError("too many callbacks wait already", status: 503)
      }
      let id = try simulator.world.say(
        index, text, replyTo: try fields.text("reply_to"), sequence: sandbox.nextSequence(), now: now)
      sandbox.counters.add("\(target.rawValue).said")
      sandbox.transcript.said(name, target, text)
      return ["id": .string(id), "chat": "", "at_ms": .integer(now.milliseconds)]
    case "edit":
      let text = try fields.required("text")
      let id = try simulator.world.edit(index, reference, text, now: now)
      sandbox.transcript.did(name, target, "edits: \(text)")
      return ["message_id": .string(id)]
    case "delete":
      let id = try simulator.world.delete(index, reference, now: now)
      let note = simulator.platform.reportsDeletions ? "" : " (of which Messenger tells nobody)"
      sandbox.transcript.did(name, target, "takes a message back" + note)
      return ["message_id": .string(id)]
    case "react":
      let emoji = try fields.text("emoji") ?? ""
      guard emoji.isEmpty || emoji.isOneEmoji else { throw ControlError("emoji must be one emoji, or empty") }
      let id = try simulator.world.react(index, reference, emoji, now: now)
      sandbox.transcript.did(name, target, emoji.isEmpty ? "takes a reaction back" : "reacts with \(emoji)")
      return ["message_id": .string(id)]
    default:
      let count = try simulator.world.readAll(index, upTo: try fields.text("id"), now: now)
      if count > 0 { sandbox.transcript.did(name, target, "reads \(count == 1 ? "a message" : "\(count) messages")") }
      return ["read": .integer(count)]
    }
  }

  func json(_ message: DirectMessage) -> JSONValue {
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
    }
    var reactions = JSONObject()
    reactions.set("person", message.userReaction)
    reactions.set("business", message.businessReaction)
    object["reactions"] = .object(reactions)
    return .object(object)
  }
}
