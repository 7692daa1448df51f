import ConnectorSDK
import JSON
import Synchronization

/// What is known of rooms and of those in them, read from the homeserver when it is first needed.
final class RoomBook: Sendable {
  /// Of more than these it is read again.
  private static let remembered = 5_000

  private struct Memory {
    var rooms: [String: Room] = [:]
    /// By room and user.
    var names: [String: String] = [:]
    var told: Set<String> = []
  }

  private let server: Homeserver
  private let names: MatrixNames
  private let memory = Mutex(Memory())

  init(_ server: Homeserver, names: MatrixNames) {
    self.server = server
    self.names = names
  }

  /// - Throws: where the homeserver cannot say now. What it does not know or show is taken for not being there.
  func room(_ id: String) async throws(ConnectorError) -> Room {
    if let room = memory.withLock({ $0.rooms[id] }) { return room }
    var room = Room(accountData: try await server.read(accountData(id)), bot: names.bot)
    let reader = room.keeper == names.bot ? nil : room.keeper
    room.isEncrypted = try await server.read(.v3("rooms", id, "state", "m.room.encryption"), as: reader) != nil
    if let person = room.person {
      let member = try await server.read(.v3("rooms", id, "state", "m.room.member", person), as: reader)
      room.isAbandoned = member?["membership"] == "leave"
    }
    if !room.isDirect {
      room.title = try await server.read(.v3("rooms", id, "state", "m.room.name"), as: reader)?["name"]?.stringValue
    }
    remember(id, room)
    return room
  }

  /// Keeps on the homeserver what cannot be read from the room itself.
  func keep(_ id: String, _ room: Room) async throws(ConnectorError) {
    _ = try await server.demand("PUT", accountData(id), body: room.accountData)
    remember(id, room)
  }

  private func accountData(_ id: String) -> ClientPath {
    .v3("user", names.bot, "rooms", id, "account_data", Room.accountDataType)
  }

  private func remember(_ id: String, _ room: Room) {
    memory.withLock { memory in
      if memory.rooms.count >= Self.remembered { memory.rooms = [:] }
      memory.rooms[id] = room
    }
  }

  /// Changes what is known of a room, if anything is.
  func change(_ id: String, _ change: (inout Room) -> Void) {
    memory.withLock { memory in
      guard var room = memory.rooms[id] else { return }
      change(&room)
      memory.rooms[id] = room
    }
  }

  func forget(_ id: String) { memory.withLock { $0.rooms[id] = nil } }

  /// Whether this is the first time that a room is to be told something.
  func isFirst(_ what: String, in id: String) -> Bool {
    memory.withLock { memory in
      if memory.told.count >= Self.remembered { memory.told = [] }
      return memory.told.insert("\(what) \(id)").inserted
    }
  }

  // MARK: Names

  func note(name: String, of user: String, in room: String) {
    memory.withLock { memory in
      if memory.names.count >= Self.remembered { memory.names = [:] }
      memory.names["\(room) \(user)"] = name
    }
  }

  /// What somebody calls themselves in a room; empty where they do not say.
  func name(of user: String, in id: String) async throws(ConnectorError) -> String {
    if let name = memory.withLock({ $0.names["\(id) \(user)"] }) { return name }
    let keeper = memory.withLock { $0.rooms[id]?.keeper }
    let reader = keeper == names.bot ? nil : keeper
    let member = try await server.read(.v3("rooms", id, "state", "m.room.member", user), as: reader)
    let name = member?["displayname"]?.stringValue ?? ""
    note(name: name, of: user, in: id)
    return name
  }
}
