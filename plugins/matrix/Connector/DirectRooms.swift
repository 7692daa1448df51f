import ConnectorSDK
import JSON
import Synchronization

/// The rooms in which people follow conversations that began elsewhere: one for each person and conversation.
///
/// A room's alias is calculated from both, so it is found again without being kept, and cannot be made twice.
final class DirectRooms: Sendable {
  private static let remembered = 10_000

  private let server: Homeserver
  private let names: MatrixNames
  private let ghosts: Ghosts
  private let book: RoomBook
  private let known = Mutex<[String: String]>([:])

  init(_ server: Homeserver, names: MatrixNames, ghosts: Ghosts, book: RoomBook) {
    self.server = server
    self.names = names
    self.ghosts = ghosts
    self.book = book
  }

  /// The id of the room; nil where it has not been made.
  func find(conversation: String, person: String) async throws(ConnectorError) -> String? {
    let name = names.directRoom(conversation: conversation, person: person)
    if let id = known.withLock({ $0[name] }) { return id }
    guard let id = try await look(up: name) else { return nil }
    remember(name, id)
    return id
  }

  /// Finds the room or makes it, and invites the person.
  ///
  /// - Parameters:
  ///   - author: A user of ours that has been prepared: it makes the room, so that the person sees a chat with it.
  ///   - messageID: A message of the conversation, by which answers find their way back into it.
  func enter(
    conversation: String, person: String, author: String, messageID: String
  ) async throws(ConnectorError) -> String {
    if let id = try await find(conversation: conversation, person: person) { return id }
    guard MatrixNames.isUser(person) else { throw .notFound("a Matrix address looks like @user:example.org") }
    let name = names.directRoom(conversation: conversation, person: person)
    let id: String
    switch try await create(name, conversation, person, author) {
    case .success(let answer):
      guard let made = answer["room_id"]?.stringValue else { throw .retry("the homeserver names no room") }
      id = made
    case .failure(let refusal) where refusal.code == "M_ROOM_IN_USE":
      guard let found = try await look(up: name) else { throw refusal.error }
      id = found
    case .failure(let refusal): throw refusal.error
    }
    var room = Room(keeper: author)
    room.isDirect = true
    room.person = person
    room.messageID = messageID
    try await book.keep(id, room)
    ghosts.noteJoined(id, author)
    remember(name, id)
    return id
  }

  func forget(_ id: String) { known.withLock { known in known = known.filter { $0.value != id } } }

  private func look(up name: String) async throws(ConnectorError) -> String? {
    try await server.read(.v3("directory", "room", "#\(name):\(names.serverName)"))?["room_id"]?.stringValue
  }

  private func create(
    _ name: String, _ conversation: String, _ person: String, _ author: String
  ) async throws(ConnectorError) -> Result<JSONValue, Refusal> {
    let bridge: JSONValue = [
      "bridgebot": .string(names.bot), "protocol": ["id": "chat4all", "displayname": "Chat4All"],
      "channel": ["id": .string(conversation)],
    ]
    return try await server.ask(
      "POST", .v3("createRoom"), as: ghosts.masquerade(author),
      body: [
        "preset": "trusted_private_chat", "is_direct": true, "room_alias_name": .string(name),
        "invite": [.string(person)],
        "initial_state": [["type": "m.bridge", "state_key": .string("chat4all:\(conversation)"), "content": bridge]],
      ])
  }

  private func remember(_ name: String, _ id: String) {
    known.withLock { known in
      if known.count >= Self.remembered { known = [:] }
      known[name] = id
    }
  }
}
