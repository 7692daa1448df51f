import ConnectorSDK
import JSON

/// One transaction of the homeserver while it is worked on: up to a hundred events of rooms, and what is only for now.
///
/// The host drops repeated events by their ids, so it does no harm that the homeserver repeats a transaction; remembering
/// its id here would, where the first one was not stored.
struct Transaction {
  private let id: String
  private let matrix: Matrix
  private(set) var events: [Event] = []
  private var reactions: [ReactionBook.Reaction] = []

  private var names: MatrixNames { matrix.names }
  private var book: RoomBook { matrix.book }

  init(id: String, of matrix: Matrix) {
    self.id = id
    self.matrix = matrix
  }

  /// - Throws: where the homeserver cannot tell now what an event means. It then sends the transaction again.
  mutating func read(_ body: JSONValue) async throws(ConnectorError) {
    for json in body["events"]?.arrayValue ?? [] {
      guard let event = RoomEvent(json) else {
        matrix.host.log(.warning, "the homeserver sent what is no event of a room")
        continue
      }
      try await read(event)
    }
    let ephemeral = body["ephemeral"] ?? body["de.sorunome.msc2409.ephemeral"]
    for (index, json) in (ephemeral?.arrayValue ?? []).enumerated() { try await read(ephemeral: json, index) }
    if !reactions.isEmpty { matrix.reactions.keep(reactions) }
  }

  private mutating func read(_ event: RoomEvent) async throws(ConnectorError) {
    let isOwn = names.isOwn(event.sender)
    if event.stateKey == nil {
      matrix.timelines.note(event.id, by: event.sender, isOwn: isOwn, in: event.room)
    }
    switch event.type {
    case "m.room.member": try await member(event)
    case "m.room.encryption": book.change(event.room) { $0.isEncrypted = true }
    case "m.room.name":
      book.change(event.room) { $0.title = event.content["name"]?.stringValue }
    // Our own words come back, as all others do.
    case _ where isOwn: break
    case "m.room.message", "m.sticker": try await message(event)
    case "m.reaction": try await reaction(event)
    case "m.room.redaction": try await redaction(event)
    case "m.room.tombstone": try await moved(event)
    case "m.room.encrypted": try await encrypted(event)
    default: break
    }
  }

  // MARK: Messages

  private mutating func message(_ event: RoomEvent) async throws(ConnectorError) {
    if event.relation?.type == "m.replace" { return try await edit(event) }
    var message = try await described(event, .message)
    guard let content = InboundContent.read(event.content, type: event.type, name: message.senderName) else {
      return other(event, "a message that is not for people")
    }
    message.remoteID = event.id
    message.text = content.text
    message.attachments = content.attachments
    message.refID = content.replyTo ?? ""
    message.messageID = try await book.room(event.room).messageID ?? ""
    events.append(message)
  }

  private mutating func edit(_ event: RoomEvent) async throws(ConnectorError) {
    guard let original = event.relation?.event, let words = event.content["m.new_content"]?["body"]?.stringValue else {
      return other(event, "an edit without words")
    }
    // Servers pass on whatever says that it replaces something.
    guard try await author(of: original, in: event.room) == event.sender else {
      return other(event, "an edit of somebody else's message")
    }
    var edited = try await described(event, .edited)
    edited.refID = original
    edited.text = words
    events.append(edited)
  }

  private func author(of event: String, in room: String) async throws(ConnectorError) -> String? {
    if let sender = matrix.timelines.sender(of: event, in: room) { return sender }
    let keeper = try await book.room(room).keeper
    let found = try await matrix.server.read(.v3("rooms", room, "event", event), as: matrix.ghosts.masquerade(keeper))
    return found?["sender"]?.stringValue
  }

  private mutating func reaction(_ event: RoomEvent) async throws(ConnectorError) {
    guard event.relation?.type == "m.annotation", let target = event.relation?.event, MatrixNames.isEvent(target),
      let sign = event.content["m.relates_to"]?["key"]?.stringValue, !sign.isEmpty
    else { return other(event, "a reaction to nothing") }
    var reaction = try await described(event, .reaction)
    reaction.refID = target
    reaction.text = String(sign.prefix(100))
    events.append(reaction)
    reactions.append(.init(event: event.id, target: target, sender: event.sender))
  }

  private mutating func redaction(_ event: RoomEvent) async throws(ConnectorError) {
    guard let redacted = event.redacted else { return other(event, "a redaction of nothing") }
    if let reaction = reactions.last(where: { $0.event == redacted }) ?? matrix.reactions.find(redacted) {
      var takenBack = try await described(event, .reaction)
      takenBack.sender = reaction.sender
      takenBack.refID = reaction.target
      events.append(takenBack)
    } else {
      var deleted = try await described(event, .deleted)
      deleted.refID = redacted
      events.append(deleted)
    }
  }

  // MARK: Rooms

  private mutating func member(_ event: RoomEvent) async throws(ConnectorError) {
    guard let user = event.stateKey, MatrixNames.isUser(user) else { return }
    let membership = event.content["membership"]?.stringValue ?? ""
    if names.isOwn(user) { return await ownMember(event, user, membership) }
    if let name = event.content["displayname"]?.stringValue { book.note(name: name, of: user, in: event.room) }
    let former = event.formerContent?["membership"]?.stringValue
    switch membership {
    case "join" where former != "join": events.append(try await described(event, .memberJoined, of: user))
    case "leave", "ban":
      book.change(event.room) { room in
        if room.person == user { room.isAbandoned = true }
      }
      // An invitation that was declined or taken back made nobody a member.
      if former == nil || former == "join" { events.append(try await described(event, .memberLeft, of: user)) }
    default: return
    }
    if membership == "join" {
      book.change(event.room) { room in
        if room.person == user { room.isAbandoned = false }
      }
    }
  }

  /// Somebody invites the bot, or one of those who stand for others; or shows them the door.
  private mutating func ownMember(_ event: RoomEvent, _ user: String, _ membership: String) async {
    switch membership {
    case "join": matrix.ghosts.noteJoined(event.room, user)
    case "leave", "ban":
      matrix.ghosts.noteLeft(event.room, user)
      book.forget(event.room)
      if !names.isOwn(event.sender) { other(event, "\(user) has to leave the room") }
    case "invite" where !names.isOwn(event.sender): await invited(event, user)
    default: break
    }
  }

  private mutating func invited(_ event: RoomEvent, _ user: String) async {
    do throws(ConnectorError) {
      if user == names.bot {
        try await matrix.ghosts.enter(event.room, as: user, invitedBy: user)
        guard event.content["is_direct"] == true else { return }
        var room = Room(keeper: user)
        room.isDirect = true
        room.person = event.sender
        try await book.keep(event.room, room)
      } else if try await isBotIn(event.room) {
        try await matrix.ghosts.enter(event.room, as: user, invitedBy: names.bot)
      } else {
        // Whose conversation would it be? The gateway knows only those that it was told of.
        other(event, "\(user) was invited to a room without the bot, and declines")
        await matrix.server.attempt(
          "an invitation was not declined", "POST", .v3("rooms", event.room, "leave"), as: user,
          body: ["reason": .string("Invite \(names.bot) first.")])
      }
    } catch {
      other(event, "an invitation could not be followed: \(error)")
    }
  }

  private func isBotIn(_ room: String) async throws(ConnectorError) -> Bool {
    try await matrix.server.read(.v3("rooms", room, "state", "m.room.member", names.bot))?["membership"] == "join"
  }

  /// A room has been replaced by a newer one.
  private mutating func moved(_ event: RoomEvent) async throws(ConnectorError) {
    guard let new = event.content["replacement_room"]?.stringValue, MatrixNames.isRoom(new), new != event.room else {
      return other(event, "the room has been closed")
    }
    let room = try await book.room(event.room)
    do throws(ConnectorError) {
      try await matrix.ghosts.enter(new, as: room.keeper, invitedBy: names.bot)
      if room.isDirect { try await book.keep(new, room) }
    } catch {
      matrix.host.log(.warning, "a room that replaces another one could not be entered: \(error)")
    }
    matrix.directRooms.forget(event.room)
    var moved = event.event(.chatMoved)
    moved.id = "moved/\(event.room)/\(new)"
    moved.refID = new
    if !room.isDirect { moved.flags = .group }
    events.append(moved)
  }

  /// Nothing of it can be read; people are told, once.
  private mutating func encrypted(_ event: RoomEvent) async throws(ConnectorError) {
    other(event, "an encrypted message, which this gateway cannot read")
    book.change(event.room) { $0.isEncrypted = true }
    guard book.isFirst("encrypted", in: event.room) else { return }
    let keeper = try await book.room(event.room).keeper
    // The same id after a restart too, so that it is said once for as long as the homeserver remembers.
    await matrix.server.attempt(
      "nobody could be told that the room is encrypted", "PUT",
      .v3("rooms", event.room, "send", "m.room.message", "encrypted"), as: matrix.ghosts.masquerade(keeper),
      body: [
        "msgtype": "m.notice", "m.mentions": [:],
        "body":
          "This room is encrypted, and messages in it reach nobody outside. Please use a room without encryption.",
      ])
  }

  // MARK: What is only for now

  private mutating func read(ephemeral json: JSONValue, _ index: Int) async throws(ConnectorError) {
    guard let room = json["room_id"]?.stringValue, MatrixNames.isRoom(room) else { return }
    switch json["type"]?.stringValue {
    case "m.receipt": try await receipts(json["content"], in: room)
    case "m.typing":
      for user in json["content"]?["user_ids"]?.arrayValue ?? [] {
        guard let user = user.stringValue, MatrixNames.isUser(user), !names.isOwn(user) else { continue }
        var typing = Event(.typing, id: "typing/\(id)/\(index)/\(user)")
        typing.chat = room
        typing.sender = user
        typing.flags = try await book.room(room).isDirect ? .ephemeral : [.ephemeral, .group]
        events.append(typing)
      }
    default: return
    }
  }

  private mutating func receipts(_ content: JSONValue?, in room: String) async throws(ConnectorError) {
    for member in content?.objectValue?.members ?? [] where MatrixNames.isEvent(member.key) {
      for reader in member.value["m.read"]?.objectValue?.members ?? [] {
        // What has been read in a thread says nothing about the room.
        let thread = reader.value["thread_id"]?.stringValue ?? "main"
        guard MatrixNames.isUser(reader.key), !names.isOwn(reader.key), thread == "main" else { continue }
        for event in matrix.timelines.read(upTo: member.key, by: reader.key, in: room, transaction: id) {
          var read = Event(.read, id: "read/\(event)/\(reader.key)")
          read.occurredAt = RoomEvent.time(reader.value["ts"])
          read.chat = room
          read.sender = reader.key
          read.refID = event
          if try await !book.room(room).isDirect { read.flags = .group }
          events.append(read)
        }
      }
    }
  }

  // MARK: -

  /// An event with what is known of the room and of who did it.
  private func described(
    _ event: RoomEvent, _ kind: Event.Kind, of user: String? = nil
  ) async throws(ConnectorError) -> Event {
    let room = try await book.room(event.room)
    var result = event.event(kind)
    result.sender = user ?? event.sender
    result.senderName = try await book.name(of: result.sender, in: event.room)
    if !room.isDirect {
      result.flags = .group
      result.chatTitle = room.title ?? ""
    }
    return result
  }

  private mutating func other(_ event: RoomEvent, _ detail: String) {
    var other = event.event(.other)
    other.detail = detail
    events.append(other)
  }
}
