import Connectors
import Foundation
import JSON
import Model
import Postgres
import TestSupport
import Testing

@testable import Gateway
@testable import Store

/// Merges and un-merges in any order, with messages, new and removed identities and new people between them, held against a
/// model that knows no more than to whom each address belongs at home, and who is merged into whom.
@Suite(.serialized) struct UserMergeModelTests {
  private struct Address: Hashable {
    var channel: String
    var text: String
  }

  private struct Merge: Hashable {
    var merged: String
    var survivor: String
    var isUndone = false
  }

  private struct Slot: Hashable, CustomStringConvertible {
    var user: String
    var channel: String

    var description: String { "\(user) on \(channel)" }
  }

  private struct World {
    var people: [String]
    /// To whom each address belongs where nobody is merged.
    var homes: [Address: String] = [:]
    /// All that took place, oldest first.
    var trail: [Merge] = []
    /// Channels on which somebody has ever had an identity of their own.
    var used: Set<Slot> = []
    private var serial = 0

    init(_ people: [String]) { self.people = people }

    mutating func next() -> Int {
      serial += 1
      return serial
    }

    func present(_ user: String) -> String {
      trail.last { !$0.isUndone && $0.merged == user }.map { present($0.survivor) } ?? user
    }

    func group(of user: String) -> [String] { people.filter { present($0) == present(user) } }

    var slots: Set<Slot> { Set(homes.map { Slot(user: present($0.value), channel: $0.key.channel) }) }

    /// The place in the trail of the merge that can be taken back for a user; nil where none can.
    func undoable(_ user: String) -> Int? {
      guard let index = trail.lastIndex(where: { !$0.isUndone && $0.merged == user }) else { return nil }
      let survivor = trail[index].survivor
      let newest = trail.lastIndex { !$0.isUndone && $0.survivor == survivor }
      return present(survivor) == survivor && newest == index ? index : nil
    }
  }

  @Test func whateverHappensBetweenEverybodyGetsBackWhatIsTheirs() async throws {
    try await TestDatabase.run { database in
      try await database.connect { connection throws in
        var merges = 0
        var refusedUndos = 0
        for seed in UInt64(0)..<25 {
          var generator = SeededGenerator(seed: seed)
          var world = World((0..<5).map { "p\(seed)-\($0)" })
          _ = try connection.query(
            IngressWrites.mention(world.people.map { (clientID: database.client, userID: $0) }, at: .now()))
          for step in 0..<60 {
            let what = try change(&world, seed, database.client, on: connection, &generator)
            let complaint = try complaint(world, database.client, on: connection)
            #expect(complaint == nil, "seed \(seed), step \(step), \(what): \(complaint ?? "")")
            if complaint != nil { return }
          }
          merges += world.trail.count
          // In any order that is allowed.
          while let active = world.trail.last(where: { !$0.isUndone }) {
            let candidates = world.trail.filter { !$0.isUndone }.map(\.merged)
            let possible = candidates.filter { world.undoable($0) != nil }
            refusedUndos += candidates.count - possible.count
            try #require(!possible.isEmpty, "seed \(seed): nothing can be taken back, not even \(active.merged)")
            try undo(possible.randomElement(using: &generator)!, &world, database.client, on: connection)
            let complaint = try complaint(world, database.client, on: connection)
            #expect(complaint == nil, "seed \(seed), at the end: \(complaint ?? "")")
          }
        }
        // The sequences were worth something.
        #expect(merges > 150 && refusedUndos > 20, "\(merges) merges, \(refusedUndos) not to be undone yet")
      }
    }
  }

  // MARK: Steps

  private func change(
    _ world: inout World, _ seed: UInt64, _ client: ClientID, on connection: PostgresConnection,
    _ generator: inout SeededGenerator
  ) throws -> String {
    let user = world.people.randomElement(using: &generator)!
    switch Int.random(in: 0..<10, using: &generator) {
    case 0...2:
      let other = world.people.randomElement(using: &generator)!
      try merge(user, into: other, &world, client, on: connection)
      return "\(user) into \(other)"
    case 3, 4:
      try undo(user, &world, client, on: connection)
      return "\(user) is nobody else"
    case 5, 6:
      let channel = ["telegram", "whatsapp", "matrix"].randomElement(using: &generator)!
      try add(channel, to: user, "\(seed)-\(world.next())", &world, client, on: connection)
      return "\(user) is on \(channel)"
    case 7:
      let channel = ["telegram", "whatsapp", "matrix"].randomElement(using: &generator)!
      _ = try connection.query(
        Statement("DELETE FROM identities WHERE client_id = $1 AND user_id = $2 AND channel = $3"),
        [.uuid(client.uuid), .text(world.present(user)), .text(channel)])
      for (address, home) in world.homes
      where address.channel == channel && world.present(home) == world.present(user) { world.homes[address] = nil }
      return "\(user) is on \(channel) no more"
    default:
      let known = world.homes.keys.filter { $0.channel == "telegram" }.map(\.text).sorted()
      let isNew = known.isEmpty || (world.people.count < 9 && Int.random(in: 0..<3, using: &generator) == 0)
      let sender = isNew ? "\(seed)-\(world.next())" : known.randomElement(using: &generator)!
      try write(from: sender, "m\(seed)-\(world.next())", &world, on: connection)
      return "\(sender) writes"
    }
  }

  private func merge(
    _ user: String, into other: String, _ world: inout World, _ client: ClientID, on connection: PostgresConnection
  ) throws {
    let survivor = world.present(other)
    let isNew = survivor != user && world.present(user) == user
    let request = UserMergeRequest(clientID: client, merged: user, survivor: other, reason: "because")
    let outcome = try connection.transaction { try UserMerging(partitionCount: 4, now: .now()).merge(request, on: $0) }
    switch outcome {
    case .merged(let done, let wasNew):
      #expect(wasNew == isNew && done.merge.mergedUserID == user)
      if isNew { #expect(done.merge.userID == survivor) }
    case .refused: #expect(!isNew)
    }
    if isNew { world.trail.append(Merge(merged: user, survivor: survivor)) }
  }

  private func undo(
    _ user: String, _ world: inout World, _ client: ClientID, on connection: PostgresConnection
  ) throws {
    let outcome = try connection.transaction {
      try UserMerging(partitionCount: 4, now: .now()).undo(user, client: client, on: $0)
    }
    guard let index = world.undoable(user) else {
      #expect(throws: GatewayError.self) { try outcome.get() }
      return
    }
    #expect(try outcome.get().merge.undoneAt != nil)
    world.trail[index].isUndone = true
  }

  /// Only where none of those who are one by now has been on the channel: what takes the place of another address is a matter
  /// of its own.
  private func add(
    _ channel: String, to user: String, _ text: String, _ world: inout World, _ client: ClientID,
    on connection: PostgresConnection
  ) throws {
    guard !world.group(of: user).contains(where: { world.used.contains(Slot(user: $0, channel: channel)) }) else {
      return
    }
    let present = world.present(user)
    let row = try connection.transaction {
      try IdentityWrites.put(
        present, client: client, channel: channel, address: text, verified: true, metadata: JSONObject(), at: .now(),
        on: $0)
    }
    #expect(row != nil)
    world.homes[Address(channel: channel, text: text)] = present
    world.used.insert(Slot(user: present, channel: channel))
  }

  private func write(
    from sender: String, _ name: String, _ world: inout World, on connection: PostgresConnection
  ) throws {
    let address = Address(channel: "telegram", text: sender)
    if world.homes[address] == nil {
      let stranger = "telegram:\(sender)"
      world.people.append(stranger)
      world.homes[address] = stranger
      world.used.insert(Slot(user: stranger, channel: "telegram"))
    }
    _ = try EventIntake.store(
      SampleEvents.intake([SampleEvents.message(name, from: sender)]), rules: SampleEvents.rules(),
      isLocal: { _ in true },
      on: connection)
    let author = try connection.query(
      Statement("SELECT sender FROM inbox WHERE kind = 1 ORDER BY id DESC LIMIT 1"), []
    ).single().text(0)
    #expect(author == world.present(world.homes[address]!), "who wrote from \(sender)")
  }

  // MARK: What has to be so at any time

  private func complaint(_ world: World, _ client: ClientID, on connection: PostgresConnection) throws -> String? {
    for (address, home) in world.homes {
      let owner = try AddressWrites.owner(
        of: address.text, channel: address.channel, client: client, on: connection)
      guard owner == world.present(home) else {
        return "\(address.channel) \(address.text) is \(owner ?? "nobody")'s instead of \(world.present(home))'s"
      }
    }
    let people = world.people
    let slots = try connection.query(
      Statement("SELECT user_id, channel FROM identities WHERE client_id = $1 AND user_id = ANY ($2::text[])"),
      [.uuid(client.uuid), .textArray(people)]
    ).map { Slot(user: try $0.text(0), channel: try $0.text(1)) }
    guard Set(slots) == world.slots else {
      return "identities differ: \(Set(slots).symmetricDifference(world.slots))"
    }
    for row in try connection.query(
      Statement(
        "SELECT user_id, coalesce(merged_into, user_id) FROM users WHERE client_id = $1 AND user_id = ANY ($2)"),
      [.uuid(client.uuid), .textArray(people)])
    {
      let (user, present) = (try row.text(0), try row.text(1))
      guard present == world.present(user) else { return "\(user) is \(present) instead of \(world.present(user))" }
    }
    guard
      try connection.count(
        "conversation_members m JOIN users u USING (client_id, user_id) WHERE u.merged_into IS NOT NULL") == 0
    else { return "a member is somebody else by now" }
    guard
      try connection.count(
        "conversations c WHERE 2 <> (SELECT count(*) FROM conversation_members m WHERE m.conversation_id = c.conversation_id)"
      ) == 0
    else { return "a private conversation does not have two members" }
    let trail = try connection.query(
      Statement(
        "SELECT merged, user_id, undone_at IS NOT NULL FROM user_merges WHERE client_id = $1 AND merged = ANY ($2) ORDER BY number"
      ), [.uuid(client.uuid), .textArray(people)]
    ).map { Merge(merged: try $0.text(0), survivor: try $0.text(1), isUndone: try $0.bool(2)) }
    return trail == world.trail ? nil : "the audit trail tells something else"
  }
}
