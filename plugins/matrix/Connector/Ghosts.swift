import ConnectorSDK
import JSON
import Synchronization

/// The users that stand for people of other channels: made, named and brought into rooms when they are first needed.
final class Ghosts: Sendable {
  /// What is known of more than these is asked again.
  private static let remembered = 10_000
  /// A room of another server may take long to join; the homeserver goes on with it, and a transaction has to be answered.
  private static let joinTimeout = Duration.seconds(5)

  private struct Place: Hashable {
    var room: String
    var user: String
  }

  private struct Memory {
    /// The name that each one shows.
    var names: [String: String] = [:]
    var joined: Set<Place> = []
  }

  private let server: Homeserver
  private let bot: String
  private let memory = Mutex(Memory())

  init(_ server: Homeserver, bot: String) {
    self.server = server
    self.bot = bot
  }

  /// Whose request it is in `user_id`: the bot's go without one.
  func masquerade(_ user: String) -> String? { user == bot ? nil : user }

  /// Makes a user unless there is one, and gives it a name unless it has that.
  ///
  /// - Parameter name: Empty where it is not known: one that is new is then called `fallback`.
  func prepare(_ user: String, named name: String, fallback: String) async throws(ConnectorError) {
    let known = memory.withLock { $0.names[user] }
    if let known, name.isEmpty || known == name { return }
    var name = name
    if known == nil, try await register(user), name.isEmpty { name = fallback }
    if name.isEmpty { return remember(user, "") }
    await server.attempt(
      "a user's name was not set", "PUT", .v3("profile", user, "displayname"), as: masquerade(user),
      body: ["displayname": .string(String(name.prefix(200)))])
    remember(user, name)
  }

  private func remember(_ user: String, _ name: String) {
    memory.withLock { memory in
      if memory.names.count >= Self.remembered { memory.names = [:] }
      memory.names[user] = name
    }
  }

  /// - Returns: whether the user is new.
  private func register(_ user: String) async throws(ConnectorError) -> Bool {
    let body: JSONValue = [
      "type": "m.login.application_service", "username": .string(MatrixNames.localpart(user)), "inhibit_login": true,
    ]
    switch try await server.ask("POST", .v3("register"), body: body) {
    case .success: return true
    case .failure(let refusal) where refusal.code == "M_USER_IN_USE": return false
    case .failure(let refusal): throw refusal.error
    }
  }

  /// Brings a user into a room, by an invitation where it takes one.
  ///
  /// - Throws: `.blocked` where the room does not let it in.
  func enter(_ room: String, as user: String, invitedBy inviter: String) async throws(ConnectorError) {
    let place = Place(room: room, user: user)
    if memory.withLock({ $0.joined.contains(place) }) { return }
    if let refusal = try await join(room, as: user) {
      guard refusal.isForbidden, user != inviter else { throw refusal.error }
      let invitation = try await server.ask(
        "POST", .v3("rooms", room, "invite"), as: masquerade(inviter), body: ["user_id": .string(user)])
      if case .failure(let refusal) = invitation { throw refusal.error }
      if let refusal = try await join(room, as: user) { throw refusal.error }
    }
    noteJoined(room, user)
  }

  private func join(_ room: String, as user: String) async throws(ConnectorError) -> Refusal? {
    let answer = try await server.ask(
      "POST", .v3("join", room), as: masquerade(user), body: [:], timeout: Self.joinTimeout)
    if case .failure(let refusal) = answer { return refusal }
    return nil
  }

  func noteJoined(_ room: String, _ user: String) {
    memory.withLock { memory in
      if memory.joined.count >= Self.remembered { memory.joined = [] }
      memory.joined.insert(Place(room: room, user: user))
    }
  }

  func noteLeft(_ room: String, _ user: String) {
    memory.withLock { memory in _ = memory.joined.remove(Place(room: room, user: user)) }
  }

  /// Takes nothing for granted any more: the homeserver may have been set up anew.
  func forget(_ user: String, in room: String) {
    memory.withLock { memory in
      memory.names[user] = nil
      memory.joined.remove(Place(room: room, user: user))
    }
  }
}
