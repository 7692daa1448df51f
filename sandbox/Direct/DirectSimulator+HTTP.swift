import JSON
import NIOHTTP1

/// The Graph API over HTTP: `/{version}/{account}/...`, where `me` is the token's own account.
extension DirectSimulator {
  /// Whether a request's token is this account's.
  func isMeant(_ request: Request) -> Bool {
    let given = Self.token(request)
    return given.map { ConstantTime.equal($0.utf8, settings.accessToken.utf8) } ?? false
  }

  /// In the header, or in the query.
  private static func token(_ request: Request) -> String? {
    if let header = request.headers.first(name: "authorization"), header.hasPrefix("Bearer ") {
      return String(header.dropFirst("Bearer ".count))
    }
    return request.queryValue("access_token")
  }

  func respond(to request: Request, _ reply: (Reply) -> Void) {
    let segments = request.segments
    let object = segments.count > 1 ? segments[1] : ""
    let method = segments.dropFirst(2).joined(separator: "/")
    let isAccount = object == "me" || object == settings.accountID
    switch (request.method, method) {
    case (.POST, "messages") where isAccount: send(request, reply)
    case (.POST, "subscribed_apps") where isAccount: reply(.answer(subscribe(request)))
    case (.GET, "subscribed_apps") where isAccount:
      note(method, status: 200, error: nil, nil)
      let app: JSONValue = [
        "id": .string(String(settings.appID)), "name": "Chat4All",
        "subscribed_fields": .array(fields.sorted().map(JSONValue.string)),
      ]
      reply(.answer(.json(["data": fields.isEmpty ? [] : [app]])))
    case (.GET, "") where isAccount: reply(.answer(me()))
    case (.GET, ""): reply(.answer(profile(object)))
    default: reply(.answer(refused(method, .unknownObject(object))))
    }
  }

  private func subscribe(_ request: Request) -> Answer {
    let named = request.queryValue("subscribed_fields") ?? ""
    let wanted = Set(named.split(separator: ",").map(String.init))
    let unknown = wanted.subtracting(platform.fields)
    guard !wanted.isEmpty, unknown.isEmpty else {
      let options = platform.fields.sorted().joined(separator: ", ")
      return refused("subscribed_apps", .parameter("Param subscribed_fields must be of {\(options)}"))
    }
    fields = wanted
    note("subscribed_apps", status: 200, error: nil, nil)
    return .json(["success": true])
  }

  private func me() -> Answer {
    note("me", status: 200, error: nil, nil)
    let name = JSONValue.string("Chat4All Demo")
    if platform == .messenger { return .json(["id": .string(settings.accountID), "name": name]) }
    // The app's own number of the account comes first; callbacks carry the other one.
    return .json([
      "id": .string("2" + settings.accountID.dropFirst()), "user_id": .string(settings.accountID),
      "username": "chat4all",
    ])
  }

  private func profile(_ id: String) -> Answer {
    guard let index = world.index(id: id), world.people[index].lastWroteAt != nil else {
      return refused("profile", .unknownObject(id))
    }
    note("profile", status: 200, error: nil, nil)
    let person = world.people[index]
    if platform == .messenger { return .json(["id": .string(id), "first_name": .string(person.profileName)]) }
    var profile = JSONObject([("id", .string(id)), ("name", .string(person.profileName))])
    profile.set("username", person.username)
    return .json(.object(profile))
  }

  // MARK: Sending

  private func send(_ request: Request, _ reply: (Reply) -> Void) {
    guard let body = try? JSONParser.parse(request.body) else {
      return reply(.answer(refused("messages", .parameter("The request body is not valid JSON."))))
    }
    let name = body["recipient"]?["id"]?.stringValue.flatMap { world.index(id: $0) }.map { world.people[$0].name }
    let fault = sandbox.faults.befalling(platform.target, method: "messages", name: name)
    if fault != nil { sandbox.counters.add("\(platform.rawValue).faults") }
    switch fault?.kind {
    case nil: reply(.answer(perform(body)))
    case .rateLimit: reply(.answer(refused("messages", error(fault, code: 613), .rateLimit)))
    case .error: reply(.answer(refused("messages", error(fault, code: 1), .error)))
    case .status:
      let code = fault?.status == 503 ? 2 : 1
      reply(.answer(refused("messages", error(fault, code: code, status: fault?.status ?? 500), .status)))
    case .hang, .drop:
      note("messages", status: 0, error: nil, fault?.kind)
      reply(fault?.kind == .hang ? .hang : .close)
    case .delay: reply(.late(perform(body, .delay), after: fault?.delay ?? 0))
    default:
      _ = perform(body, fault?.kind)
      reply(.close)
    }
    sandbox.settle()
  }

  private func error(_ fault: Fault?, code: Int, status: Int? = nil) -> GraphError {
    var error = GraphError.direct(
      fault?.code ?? code, fault?.subcode, fault?.text ?? "An error that was asked for", platform)
    error.status = status ?? fault?.status ?? 400
    return error
  }

  private func perform(_ body: JSONValue, _ fault: FaultKind? = nil) -> Answer {
    let now = sandbox.time.now()
    do {
      let (result, accepted) = try world.messages(body, sequence: sandbox.sequence + 1, now: now)
      note("messages", status: 200, error: nil, fault)
      book(accepted, now)
      return .json(result)
    } catch {
      return refused("messages", error, fault)
    }
  }

  private func book(_ accepted: DirectWorld.Accepted, _ now: Moment) {
    let person = world.people[accepted.person]
    guard accepted.kind == "text" else {
      return sandbox.transcript.did(person.name, platform.target, "sees: \(accepted.kind) \(accepted.text)")
    }
    sandbox.sequence += 1
    sandbox.sent.append(
      SentMessage(
        platform: platform.target, kind: accepted.kind, at: now, name: person.name, to: person.id, id: accepted.id,
        text: accepted.text, replyTo: accepted.replyTo, callbackData: accepted.metadata))
    sandbox.counters.add("\(platform.rawValue).sent")
    sandbox.transcript.got(person.name, platform.target, accepted.text)
  }

  private func refused(_ method: String, _ error: GraphError, _ fault: FaultKind? = nil) -> Answer {
    note(method, status: error.status, error: error.message, fault)
    sandbox.counters.add("\(platform.rawValue).errors.\(error.code)")
    return error.answer(traceID: "A" + sandbox.random.hexadecimal(14))
  }

  private func note(_ method: String, status: Int, error: String?, _ fault: FaultKind?) {
    sandbox.counters.add("\(platform.rawValue).calls")
    if status != 200 { sandbox.counters.add("\(platform.rawValue).calls.\(status)") }
    sandbox.calls.append(
      CallRecord(
        platform: platform.target, method: method, at: sandbox.time.now(), status: status, error: error, fault: fault))
  }
}
