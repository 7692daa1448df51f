import JSON

/// What the users do.
extension WhatsAppWorld {
  /// Writes a text; returns the message's id.
  mutating func say(
    _ person: Int, _ text: String, replyTo: String?, sequence: Int64, now: Moment
  ) throws(ControlError) -> String {
    var quoted: WhatsAppMessage?
    if let replyTo { quoted = try find(person, replyTo, isFromUser: false) }
    let id = WhatsAppMessageID.make(waID: people[person].waID, isFromUser: true, using: &random)
    keep(
      WhatsAppMessage(id: id, sequence: sequence, isFromUser: true, text: text, at: now, replyTo: quoted?.id), person)
    wrote(person, at: now)
    var message = element(person, id: id, type: "text", now: now)
    if let quoted {
      let author = quoted.isFromUser ? people[person].waID : settings.displayNumber
      message["context"] = ["from": .string(author), "id": .string(quoted.id)]
    }
    message["text"] = ["body": .string(text)]
    report(.message, .object(message), person: person, dueAt: now)
    return id
  }

  /// Changes a text of their own; the platform reports it for numbers in coexistence.
  mutating func edit(_ person: Int, _ reference: String, _ text: String, now: Moment) throws(ControlError) -> String {
    let original = try find(person, reference, isFromUser: true)
    change(person, original.id) {
      $0.text = text
      $0.editedAt = now
    }
    var message = element(person, id: newID(person), type: "edit", now: now)
    message["edit"] = [
      "original_message_id": .string(original.id),
      "message": ["context": ["id": "M0"], "type": "text", "text": ["body": .string(text)]],
    ]
    report(.message, .object(message), person: person, dueAt: now)
    return original.id
  }

  /// Takes a message of their own back.
  mutating func delete(_ person: Int, _ reference: String, now: Moment) throws(ControlError) -> String {
    let original = try find(person, reference, isFromUser: true)
    change(person, original.id) { $0.isDeleted = true }
    var message = element(person, id: newID(person), type: "revoke", now: now)
    message["revoke"] = ["original_message_id": .string(original.id)]
    report(.message, .object(message), person: person, dueAt: now)
    return original.id
  }

  /// Reacts to a message of either side; an empty emoji takes the reaction back.
  mutating func react(_ person: Int, _ reference: String, _ emoji: String, now: Moment) throws(ControlError) -> String {
    let target = try find(person, reference, isFromUser: false)
    change(person, target.id) { $0.userReaction = emoji.isEmpty ? nil : emoji }
    wrote(person, at: now)
    var message = element(person, id: newID(person), type: "reaction", now: now)
    var reaction = JSONObject([("message_id", .string(target.id))])
    if !emoji.isEmpty { reaction["emoji"] = .string(emoji) }
    message["reaction"] = .object(reaction)
    report(.message, .object(message), person: person, dueAt: now)
    return target.id
  }

  /// Reads what has arrived, up to one message or all; returns how many there were.
  mutating func read(_ person: Int, upTo reference: String?, now: Moment) throws(ControlError) -> Int {
    var end = Int64.max
    if let reference { end = try find(person, reference, isFromUser: false).sequence }
    let unread = people[person].messages.messages.filter {
      !$0.isFromUser && $0.status < .read && $0.sequence <= end
    }
    for message in unread {
      raise(.sent, message.id, person: person, now: now)
      raise(.delivered, message.id, person: person, now: now)
      raise(.read, message.id, person: person, now: now)
    }
    return unread.count
  }

  /// Switches the phone on or off; what waited arrives when it comes on.
  mutating func setOnline(_ person: Int, _ isOnline: Bool, now: Moment) {
    setOnline(isOnline, person)
    guard isOnline else { return }
    for message in people[person].messages.messages where !message.isFromUser && message.status == .sent {
      deliver(message.id, person: person, now: now)
    }
  }

  /// The message that is meant: `last` for the newest from the other side (or, where only own ones count, the newest
  /// own one), or an id.
  func find(_ person: Int, _ reference: String, isFromUser: Bool) throws(ControlError) -> WhatsAppMessage {
    let messages = people[person].messages
    let found =
      reference == "last"
      ? messages.last { $0.isFromUser == isFromUser && !$0.isDeleted } : messages[reference]
    guard let found, !isFromUser || found.isFromUser else {
      throw ControlError("\(people[person].name) has no such message: \(reference)", status: 404)
    }
    return found
  }

  private mutating func newID(_ person: Int) -> String {
    WhatsAppMessageID.make(waID: people[person].waID, isFromUser: true, using: &random)
  }

  /// What all elements of `messages[]` have in common.
  private func element(_ person: Int, id: String, type: String, now: Moment) -> JSONObject {
    var object = JSONObject()
    if !people[person].hidesNumber { object["from"] = .string(people[person].waID) }
    object["from_user_id"] = .string(people[person].userID)
    object["id"] = .string(id)
    object["timestamp"] = .string(String(now.seconds))
    object["type"] = .string(type)
    return object
  }
}
