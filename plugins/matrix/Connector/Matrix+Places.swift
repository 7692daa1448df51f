import ConnectorSDK

// Who speaks, and where.
extension Matrix {
  /// The user that stands for an author, ready to speak; the bot for what nobody has written.
  func user(for sender: String, name: String) async throws(ConnectorError) -> String {
    guard !sender.isEmpty else { return names.bot }
    let user = names.ghost(of: sender)
    try await ghosts.prepare(user, named: name, fallback: sender)
    return user
  }

  /// A room with the author in it.
  ///
  /// - Throws: `.unsupported` for an encrypted room, `.blocked` for one that lets neither the author nor the bot in.
  func place(in id: String, sender: String, name: String) async throws(ConnectorError) -> Place {
    guard MatrixNames.isRoom(id) else { throw .notFound("a Matrix room looks like !opaque:example.org") }
    let room = try await book.room(id)
    guard !room.isEncrypted else { throw .unsupported("the room is encrypted, which this gateway cannot do") }
    if room.isAbandoned, let person = room.person { try await invite(person, back: id, by: room.keeper) }
    let user = try await user(for: sender, name: name)
    let author: Place.Author
    do throws(ConnectorError) {
      try await ghosts.enter(id, as: user, invitedBy: room.keeper)
      author = .init(user: user, name: user == names.bot ? settings.displayName : Self.shown(name, sender))
    } catch {
      guard error.code == .blocked, user != names.bot else { throw error }
      try await ghosts.enter(id, as: names.bot, invitedBy: room.keeper)
      author = .init(user: names.bot, name: settings.displayName, speaksFor: Self.shown(name, sender))
    }
    return Place(room: id, keeper: room.keeper, author: author)
  }

  /// Whoever has left the room of a conversation hears that it goes on.
  private func invite(_ person: String, back id: String, by keeper: String) async throws(ConnectorError) {
    let answer = try await server.ask(
      "POST", .v3("rooms", id, "invite"), as: ghosts.masquerade(keeper), body: ["user_id": .string(person)])
    if case .failure(let refusal) = answer { throw refusal.error }
    book.change(id) { $0.isAbandoned = false }
  }

  private static func shown(_ name: String, _ sender: String) -> String { name.isEmpty ? sender : name }
}
