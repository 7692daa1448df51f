import JSON

/// What the people do.
extension DirectWorld {
  private static let maximumEdits = 5

  /// Writes a text; returns the message's id.
  mutating func say(
    _ person: Int, _ text: String, replyTo: String?, sequence: Int64, now: Moment
  ) throws(ControlError) -> String {
    var quoted: DirectMessage?
    if let replyTo { quoted = try find(person, replyTo, isFromUser: false) }
    let id = DirectMessageID.make(platform, using: &random)
    keep(
      DirectMessage(id: id, sequence: sequence, isFromUser: true, text: text, at: now, replyTo: quoted?.id), person)
    changePerson(person) { $0.lastWroteAt = now }
    var message = JSONObject([("mid", .string(id)), ("text", .string(text))])
    if let quoted { message["reply_to"] = ["mid": .string(quoted.id)] }
    report("message", .object(message), by: person, field: "messages", at: now)
    return id
  }

  /// Changes a text of their own, up to five times.
  mutating func edit(_ person: Int, _ reference: String, _ text: String, now: Moment) throws(ControlError) -> String {
    let original = try find(person, reference, isFromUser: true)
    guard original.edits < Self.maximumEdits else {
      throw ControlError("\(platform.title) lets people change a message \(Self.maximumEdits) times")
    }
    change(person, original.id) {
      $0.text = text
      $0.edits += 1
      $0.editedAt = now
    }
    let edit: JSONValue = [
      "mid": .string(original.id), "text": .string(text), "num_edit": .integer(original.edits + 1),
    ]
    report(
      "message_edit", edit, by: person, field: platform == .messenger ? "message_edits" : "message_edit", at: now)
    return original.id
  }

  /// Takes a message of their own back; Messenger tells nobody.
  mutating func delete(_ person: Int, _ reference: String, now: Moment) throws(ControlError) -> String {
    let original = try find(person, reference, isFromUser: true)
    change(person, original.id) { $0.isDeleted = true }
    if platform.reportsDeletions {
      report(
        "message", ["mid": .string(original.id), "is_deleted": true], by: person, field: "messages", at: now)
    }
    return original.id
  }

  /// Reacts to a message of either side; an empty emoji takes the reaction back.
  mutating func react(_ person: Int, _ reference: String, _ emoji: String, now: Moment) throws(ControlError) -> String {
    let target = try find(person, reference, isFromUser: false)
    change(person, target.id) { $0.userReaction = emoji.isEmpty ? nil : emoji }
    changePerson(person) { $0.lastWroteAt = now }
    var reaction = JSONObject([
      ("mid", .string(target.id)), ("action", .string(emoji.isEmpty ? "unreact" : "react")),
    ])
    if !emoji.isEmpty {
      reaction["reaction"] = .string(DirectReactions.name(of: emoji))
      reaction["emoji"] = .string(emoji)
    }
    report("reaction", .object(reaction), by: person, field: "message_reactions", at: now)
    return target.id
  }

  /// Reads what has arrived, up to one message or all; returns how many there were.
  mutating func readAll(_ person: Int, upTo reference: String?, now: Moment) throws(ControlError) -> Int {
    if let reference { return read(person, upTo: try find(person, reference, isFromUser: false).id, now: now) }
    guard let last = people[person].messages.last(where: { !$0.isFromUser }) else { return 0 }
    return read(person, upTo: last.id, now: now)
  }

  /// Switches the phone on or off; what waited arrives when it comes on.
  mutating func setOnline(_ person: Int, _ isOnline: Bool, now: Moment) {
    changePerson(person) { $0.isOnline = isOnline }
    guard isOnline else { return }
    for message in people[person].messages.messages where !message.isFromUser && message.status == .accepted {
      deliver(message.id, person: person, now: now)
    }
  }

  /// The message that is meant: `last` for the newest from the other side (or, where only own ones count, the newest
  /// own one), or an id.
  func find(_ person: Int, _ reference: String, isFromUser: Bool) throws(ControlError) -> DirectMessage {
    let messages = people[person].messages
    let found =
      reference == "last"
      ? messages.last { $0.isFromUser == isFromUser && !$0.isDeleted } : messages[reference]
    guard let found, !isFromUser || found.isFromUser else {
      throw ControlError("\(people[person].name) has no such message: \(reference)", status: 404)
    }
    return found
  }
}
