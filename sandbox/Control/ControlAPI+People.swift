import JSON
import NIOHTTP1

/// `/control/people`: who there is.
extension ControlAPI {
  func people(_ request: Request, _ path: [String]) throws(ControlError) -> JSONValue {
    switch (request.method, path.count) {
    case (.GET, 0):
      let people = everyone().prefix(10_000)
      return ["people": .array(Array(people))]
    case (.POST, 0): return try makeMany(try Fields(request))
    case (.GET, 1): return try json(path[0])
    case (.PUT, 1), (.PATCH, 1):
      try put(path[0], try Fields(request))
      return try json(path[0])
    case (.GET, 2) where path[1] == "inbox": return try messages(of: path[0], request, isInbox: true)
    case (.GET, 2) where path[1] == "outbox": return try messages(of: path[0], request, isInbox: false)
    case (.POST, 2): return try act(path[0], path[1], try Fields(request))
    default: throw noSuchRoute(request)
    }
  }

  private func everyone() -> [JSONValue] {
    let now = sandbox.time.now()
    let telegram = sandbox.telegram.people.values.sorted { $0.id < $1.id }.map(withAddress)
    let direct = sandbox.direct.flatMap { simulator in
      simulator.world.people.map { $0.json(simulator.platform, now: now) }
    }
    return sandbox.whatsapp.people.map { withAddress($0, now) } + telegram + direct
  }

  private func json(_ name: String) throws(ControlError) -> JSONValue {
    if let person = sandbox.telegram.person(name: name) { return withAddress(person) }
    if let index = sandbox.whatsapp.index(name: name) {
      return withAddress(sandbox.whatsapp.people[index], sandbox.time.now())
    }
    if let (simulator, index) = direct(name) {
      return simulator.world.people[index].json(simulator.platform, now: sandbox.time.now())
    }
    throw unknown(name)
  }

  /// With what a gateway calls this person.
  private func withAddress(_ person: TelegramPerson) -> JSONValue {
    var object = person.json.objectValue ?? JSONObject()
    object["address"] = .string(String(person.id))
    return .object(object)
  }

  private func withAddress(_ person: WhatsAppPerson, _ now: Moment) -> JSONValue {
    var object = person.json(now: now).objectValue ?? JSONObject()
    object["address"] = .string(person.hidesNumber ? person.userID : person.waID)
    return .object(object)
  }

  func unknown(_ name: String) -> ControlError {
    ControlError("nobody here is called \(name); PUT /control/people/\(name) makes them", status: 404)
  }

  /// `{"platform", "count", "prefix", ...}`: many people at once, called prefix1, prefix2, ...
  private func makeMany(_ fields: Fields) throws(ControlError) -> JSONValue {
    guard let count = try fields.integer("count", in: 1...Sandbox.peopleCapacity) else {
      throw ControlError("count is missing")
    }
    let prefix = try fields.text("prefix") ?? "person"
    var made: [JSONValue] = []
    for number in 1...count {
      let name = "\(prefix)\(number)"
      try put(name, fields)
      made.append(try json(name))
    }
    return ["people": .array(made)]
  }

  /// Makes a person, or changes the one of this name.
  func put(_ name: String, _ fields: Fields) throws(ControlError) {
    try fields.checkNames(
      "platform", "count", "prefix", "id", "first_name", "last_name", "display_name", "username", "language",
      "started", "blocked", "deactivated", "number", "user_id", "hides_number", "online", "read_after_ms",
      "window_open", "wrote_hours_ago")
    guard !name.isEmpty, name.utf8.count <= 64, !name.contains("/") else {
      throw ControlError("a name must have 1 to 64 bytes and no slash")
    }
    guard sandbox.peopleCount < Sandbox.peopleCapacity else {
      throw ControlError("there are \(Sandbox.peopleCapacity) people already", status: 507)
    }
    let known: String? =
      sandbox.telegram.person(name: name) != nil
      ? "telegram"
      : sandbox.whatsapp.index(name: name) != nil ? "whatsapp" : direct(name)?.simulator.platform.rawValue
    let platform = try fields.text("platform") ?? known
    guard known == nil || platform == known else { throw ControlError("\(name) is on \(known ?? "") already") }
    switch platform {
    case "telegram": try putTelegram(name, fields)
    case "whatsapp": try putWhatsApp(name, fields)
    default:
      guard let simulator = sandbox.direct.first(where: { $0.platform.rawValue == platform }) else {
        throw ControlError("platform must be telegram, whatsapp, messenger or instagram")
      }
      try put(name, fields, on: simulator)
    }
  }

  private func putTelegram(_ name: String, _ fields: Fields) throws(ControlError) {
    let id = try fields.integer("id", in: 1...(1 << 52)).map(Int64.init)
    var person = sandbox.telegram.person(name: name) ?? sandbox.telegram.makePerson(name: name, id: id)
    if let id { person.id = id }
    if let text = try fields.text("display_name") { person.firstName = text }
    if let text = try fields.text("first_name") { person.firstName = text }
    if let text = try fields.text("last_name") { person.lastName = text }
    if let text = try fields.text("username") { person.username = text }
    if let text = try fields.text("language") { person.language = text }
    if let flag = try fields.bool("started") { person.hasStarted = flag }
    if let flag = try fields.bool("deactivated") { person.isDeactivated = flag }
    try sandbox.telegram.put(person)
    if let flag = try fields.bool("blocked") {
      try sandbox.telegram.setBlocked(person, flag, now: sandbox.time.now())
    }
  }

  private func putWhatsApp(_ name: String, _ fields: Fields) throws(ControlError) {
    let now = sandbox.time.now()
    var waID: String?
    if let number = try fields.text("number") {
      guard let digits = WhatsAppNumber.digits(number) else {
        throw ControlError("number must be in international format, such as +55 11 99887-7665")
      }
      waID = WhatsAppNumber.waID(digits: digits)
    }
    var person: WhatsAppPerson
    if let index = sandbox.whatsapp.index(name: name) {
      person = sandbox.whatsapp.people[index]
      if let waID { person.waID = waID }
    } else {
      person = sandbox.whatsapp.makePerson(name: name, waID: waID)
    }
    if let text = try fields.text("user_id") { person.userID = text }
    if let text = try fields.text("first_name") { person.profileName = text }
    if let text = try fields.text("display_name") { person.profileName = text }
    if let text = try fields.text("username") { person.username = text }
    if let flag = try fields.bool("hides_number") { person.hidesNumber = flag }
    if let flag = try fields.bool("blocked") { person.hasBlocked = flag }
    if let flag = try fields.bool("window_open") { person.lastWroteAt = flag ? now : nil }
    if fields.has("read_after_ms") {
      person.readAfter = try fields.integer("read_after_ms", in: 0...86_400_000).map(Int64.init)
    }
    try sandbox.whatsapp.put(person)
    if let flag = try fields.bool("online"), let index = sandbox.whatsapp.index(name: name) {
      sandbox.whatsapp.setOnline(index, flag, now: now)
    }
  }
}
