import JSON
import NIOHTTP1

/// `/control/groups`: Telegram's group chats.
extension ControlAPI {
  func groups(_ request: Request, _ path: [String]) throws(ControlError) -> JSONValue {
    switch (request.method, path.count) {
    case (.GET, 0):
      let names = sandbox.telegram.groupNames.keys.sorted()
      return ["groups": .array(names.compactMap { sandbox.telegram.group(name: $0) }.map(json))]
    case (.GET, 1): return json(try group(path[0]))
    case (.PUT, 1), (.PATCH, 1): return try put(path[0], try Fields(request))
    case (.POST, 2) where path[1] == "migrate":
      let old = try group(path[0])
      _ = try sandbox.telegram.migrate(old, sequence: sandbox.nextSequence(), now: sandbox.time.now())
      sandbox.transcript.note("group \(path[0]) has become a supergroup")
      return json(try group(path[0]))
    default: throw noSuchRoute(request)
    }
  }

  private func group(_ name: String) throws(ControlError) -> TelegramChat {
    guard let group = sandbox.telegram.group(name: name) else {
      throw ControlError("there is no group \(name)", status: 404)
    }
    return group
  }

  private func put(_ name: String, _ fields: Fields) throws(ControlError) -> JSONValue {
    try fields.checkNames("title", "members", "type", "bot", "privacy", "deleted")
    guard sandbox.telegram.groupNames.count < 10_000 else { throw ControlError("there are 10,000 groups", status: 507) }
    let kind = try fields.text("type") ?? "group"
    guard kind == "group" || kind == "supergroup" else { throw ControlError("type must be group or supergroup") }
    var group =
      sandbox.telegram.group(name: name)
      ?? sandbox.telegram.makeGroup(name: name, kind: kind == "group" ? .group : .supergroup)
    if let title = try fields.text("title") { group.title = title }
    if let members = fields["members"] {
      var ids: [Int64] = []
      for member in members.arrayValue ?? [] {
        guard let person = member.stringValue.flatMap({ sandbox.telegram.person(name: $0) }) else {
          throw ControlError("members must be the names of people on Telegram")
        }
        ids.append(person.id)
      }
      group.members = ids
    }
    if fields.has("bot") { group.botStatus = try fields.choice("bot", TelegramChat.BotStatus.self) }
    if let flag = try fields.bool("privacy") { group.hasPrivacyMode = flag }
    if let flag = try fields.bool("deleted") { group.isDeleted = flag }
    sandbox.telegram.put(group: group)
    return json(group)
  }

  private func json(_ group: TelegramChat) -> JSONValue {
    [
      "name": .string(group.name), "chat": .string(String(group.id)), "title": .string(group.title ?? ""),
      "type": .string(group.kind.rawValue), "bot": .string(group.botStatus.rawValue),
      "members": .array(group.members.compactMap { sandbox.telegram.people[$0]?.name }.map(JSONValue.string)),
      "privacy": .bool(group.hasPrivacyMode), "deleted": .bool(group.isDeleted),
    ]
  }
}
