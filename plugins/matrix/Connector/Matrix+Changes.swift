public import ConnectorSDK
import JSON

// What can become of a message that is in a room.
extension Matrix: TextEditing, MessageDeleting, Reacting, ReadMarking, TypingShowing {
  /// How long somebody is shown as typing unless the gateway says so again, in milliseconds.
  private static let typingTime = 20_000

  public func editText(_ change: Change) async throws(ConnectorError) -> Sent {
    let parts = Self.parts(of: RichText(change.text, format: change.format))
    guard !parts.isEmpty else { throw .permanent("there is no text to send") }
    let place = try await place(of: change)
    let former = [change.remoteID] + change.moreIDs
    var ids: [String] = []
    for (index, part) in parts.enumerated() {
      var content = MessageContent(part)
      content.speaksFor = place.author.speaksFor
      let transaction = "\(change.idempotencyKey)-\(index)"
      if index < former.count {
        // Later edits replace the first event too, so the ids stay.
        _ = try await send(
          "m.room.message", content.json(replacing: former[index]), to: place, transaction: transaction)
        ids.append(former[index])
      } else {
        ids.append(try await send("m.room.message", content.json, to: place, transaction: transaction))
      }
    }
    for (index, event) in former.enumerated().dropFirst(parts.count) {
      try await redact(event, at: place, transaction: "\(change.idempotencyKey)-\(index)")
    }
    return Sent(ids[0], more: Array(ids.dropFirst()))
  }

  public func deleteMessage(_ change: Change) async throws(ConnectorError) {
    let place = try await place(of: change)
    for (index, event) in ([change.remoteID] + change.moreIDs).enumerated() {
      try await redact(event, at: place, transaction: "\(change.idempotencyKey)-\(index)")
    }
  }

  public func react(_ change: Change) async throws(ConnectorError) {
    let place = try await place(of: change)
    var path = ClientPath.v1("rooms", place.room, "relations", change.remoteID, "m.annotation", "m.reaction")
    path.query("limit", "100")
    // Asked rather than remembered: whatever was lost on the way, the homeserver knows what there is to take back.
    let relations = try await server.read(path, as: ghosts.masquerade(place.author.user))
    var isThere = false
    for relation in relations?["chunk"]?.arrayValue ?? [] where relation["sender"] == .string(place.author.user) {
      guard let event = relation["event_id"]?.stringValue else { continue }
      if let sign = relation["content"]?["m.relates_to"]?["key"], sign == .string(change.text) {
        isThere = true
      } else {
        try await redact(event, at: place, transaction: "\(change.idempotencyKey)-\(event)")
      }
    }
    guard !change.text.isEmpty, !isThere else { return }
    let relation: JSONValue = [
      "rel_type": "m.annotation", "event_id": .string(change.remoteID), "key": .string(change.text),
    ]
    let answer = try await server.ask(
      "PUT", .v3("rooms", place.room, "send", "m.reaction", "\(change.idempotencyKey)-0"),
      as: ghosts.masquerade(place.author.user), body: ["m.relates_to": relation])
    if case .failure(let refusal) = answer, refusal.code != "M_DUPLICATE_ANNOTATION" { throw refusal.error }
  }

  public func markRead(_ change: Change) async throws(ConnectorError) {
    let place = try await place(of: change)
    guard place.author.speaksFor == nil else { throw .unsupported("the room lets only the bot in, who reads nothing") }
    _ = try await server.demand(
      "POST", .v3("rooms", place.room, "receipt", "m.read", change.remoteID),
      as: ghosts.masquerade(place.author.user), body: [:])
  }

  public func showTyping(_ change: Change) async throws(ConnectorError) {
    let place = try await place(in: room(of: change), sender: change.sender, name: change.senderName)
    guard place.author.speaksFor == nil else { return }
    let body: JSONValue =
      change.isTypingStopped ? ["typing": false] : ["typing": true, "timeout": .integer(Self.typingTime)]
    _ = try await server.demand(
      "PUT", .v3("rooms", place.room, "typing", place.author.user), as: ghosts.masquerade(place.author.user), body: body
    )
  }

  // MARK: -

  private func place(of change: Change) async throws(ConnectorError) -> Place {
    guard MatrixNames.isEvent(change.remoteID) else { throw .notFound("that is no event of Matrix") }
    return try await place(in: room(of: change), sender: change.sender, name: change.senderName)
  }

  private func room(of change: Change) async throws(ConnectorError) -> String {
    if !change.chat.isEmpty { return change.chat }
    guard let id = try await directRooms.find(conversation: change.conversation, person: change.recipient) else {
      throw .notFound("there is no room of this conversation")
    }
    return id
  }

  /// Takes an event back; one that is gone already is no failure. What its author may not, who keeps the room may.
  private func redact(_ event: String, at place: Place, transaction: String) async throws(ConnectorError) {
    guard MatrixNames.isEvent(event) else { return }
    let path = ClientPath.v3("rooms", place.room, "redact", event, transaction)
    var answer = try await server.ask("PUT", path, as: ghosts.masquerade(place.author.user), body: [:])
    if case .failure(let refusal) = answer, refusal.isForbidden, place.keeper != place.author.user {
      answer = try await server.ask("PUT", path, as: ghosts.masquerade(place.keeper), body: [:])
    }
    if case .failure(let refusal) = answer, !refusal.isNotFound { throw refusal.error }
  }
}
