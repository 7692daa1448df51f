import JSON
import NIOHTTP1

/// The sandbox's own API, under `/control`: people, what they do, what was sent, faults, receivers, counts.
struct ControlAPI {
  let sandbox: Sandbox

  func respond(to request: Request) -> Answer {
    do throws(ControlError) {
      let value = try route(request)
      sandbox.settle()
      return .json(value)
    } catch {
      sandbox.settle()
      return error.answer
    }
  }

  private func route(_ request: Request) throws(ControlError) -> JSONValue {
    let path = Array(request.segments.dropFirst())
    switch (request.method, path.first ?? "", path.count) {
    case (.GET, "", 0): return overview()
    case (.PUT, "gateway", 1):
      try sandbox.setGateway(try Fields(request).required("url"))
      return overview()
    case (.GET, "counters", 1): return sandbox.counters.json
    case (.GET, "sent", 1): return try sent(request)
    case (.GET, "calls", 1):
      return try page(request, "calls", sandbox.calls) { $0.json(number: $1) }
    case (.GET, "callbacks", 1):
      return try page(request, "callbacks", sandbox.callbacks) { $0.json(number: $1) }
    case (.POST, "say", 1): return try sayMany(try Fields(request))
    case (.POST, "raw", 1): return try raw(try Fields(request))
    case (_, "load", 1): return try load(request)
    case (_, "people", _): return try people(request, Array(path.dropFirst()))
    case (_, "groups", _): return try groups(request, Array(path.dropFirst()))
    case (_, "faults", _): return try faults(request, Array(path.dropFirst()))
    case (_, "receivers", _): return try receivers(request, Array(path.dropFirst()))
    default: throw noSuchRoute(request)
    }
  }

  func noSuchRoute(_ request: Request) -> ControlError {
    ControlError("there is no \(request.method) \(request.path); sandbox/README.md lists what there is", status: 404)
  }

  /// `after` and `limit` of a listing.
  func range(_ request: Request) throws(ControlError) -> (after: Int64?, limit: Int) {
    let after = request.queryValue("after").map { Int64($0) }
    let limit = request.queryValue("limit").map { Int($0) }
    if after == .some(nil) || limit == .some(nil) { throw ControlError("after and limit must be whole numbers") }
    return (after ?? nil, min(10_000, max(1, (limit ?? nil) ?? Limits.page)))
  }

  /// A listing: what comes after `after`, or the newest.
  func page<Element>(
    _ request: Request, _ name: String, _ ring: Ring<Element>, _ json: (Element, Int64) -> JSONValue
  ) throws(ControlError) -> JSONValue {
    let (after, limit) = try range(request)
    let found = after.map { ring.after($0, limit: limit) } ?? ring.newest(limit)
    return .object(
      JSONObject([
        (name, .array(found.map { json($0.element, $0.number) })), ("last_seq", .integer(ring.last)),
      ]))
  }

  private func sent(_ request: Request) throws(ControlError) -> JSONValue {
    try page(request, "sent", sandbox.sent) { $0.json(number: $1) }
  }

  private func overview() -> JSONValue {
    let telegram = sandbox.telegram
    return [
      "gateway": sandbox.gatewayURL.map(JSONValue.string) ?? .null,
      "telegram": [
        "account": .string(sandbox.settings.telegramAccount),
        "bot": ["id": .integer(telegram.settings.botID), "username": .string(telegram.settings.username)],
        "webhook": telegram.webhook.map { .string($0.url) } ?? .null,
        "pending": .integer(sandbox.telegramCallbacks.queue.pending + telegram.backlog.count),
      ],
      "whatsapp": [
        "account": .string(sandbox.settings.whatsappAccount),
        "phone_number_id": .string(sandbox.settings.whatsapp.phoneNumberID),
        "display_phone_number": .string(sandbox.settings.whatsapp.displayNumber),
        "subscription": sandbox.subscription.json, "pending": .integer(sandbox.whatsappCallbacks.queue.pending),
      ],
      "messenger": sandbox.direct[0].json, "instagram": sandbox.direct[1].json,
      "people": .integer(sandbox.peopleCount),
      "receivers": .array(sandbox.receivers.keys.sorted().map(JSONValue.string)),
      "faults": .integer(sandbox.faults.faults.count), "counters": sandbox.counters.json,
    ]
  }

  /// Something that the platforms report and the sandbox has no word for.
  private func raw(_ fields: Fields) throws(ControlError) -> JSONValue {
    let now = sandbox.time.now()
    switch try fields.required("platform") {
    case "telegram":
      guard let update = fields["update"]?.objectValue, let kind = update.members.first else {
        throw ControlError("update must be an object with one member, such as {\"poll\": {...}}")
      }
      let chat = kind.value["chat"]?["id"]?.integerValue ?? 0
      sandbox.telegram.allowedUpdates?.insert(kind.key)
      sandbox.telegram.report(kind.key, chat: chat, JSONWriter.bytes(of: kind.value))
    case "whatsapp":
      guard let change = fields["change"], change.objectValue != nil else {
        throw ControlError("change must be an object such as {\"field\": \"messages\", \"value\": {...}}")
      }
      sandbox.whatsapp.report(.change, change, person: -1, dueAt: now)
    case let platform:
      guard let simulator = sandbox.direct.first(where: { $0.platform.rawValue == platform }) else {
        throw ControlError("platform must be telegram, whatsapp, messenger or instagram")
      }
      guard let entry = fields["entry"], entry.objectValue != nil else {
        throw ControlError("entry must be an object such as {\"id\": \"1050\", \"standby\": [...]}")
      }
      simulator.world.reports.append(
        DirectItem(person: -1, json: JSONWriter.bytes(of: entry), isEntry: true, dueAt: now))
    }
    return ["queued": true]
  }
}
