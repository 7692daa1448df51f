import JSON
import NIOCore
import NIOHTTP1

/// `/control/load`: people who write at a steady rate.
extension ControlAPI {
  func load(_ request: Request) throws(ControlError) -> JSONValue {
    switch request.method {
    case .GET: return sandbox.load?.json ?? .null
    case .DELETE:
      sandbox.load?.stop("stopped")
      return sandbox.load?.json ?? .null
    case .POST: return try begin(try Fields(request))
    default: throw noSuchRoute(request)
    }
  }

  private func begin(_ fields: Fields) throws(ControlError) -> JSONValue {
    try fields.checkNames("people", "text", "count", "per_second")
    guard sandbox.load?.isDone != false else { throw ControlError("another load runs", status: 409) }
    let people = fields["people"]?.arrayValue?.compactMap(\.stringValue) ?? []
    guard !people.isEmpty else { throw ControlError("people must be an array of names") }
    for name in people
    where sandbox.telegram.person(name: name) == nil && sandbox.whatsapp.index(name: name) == nil && direct(name) == nil
    {
      throw unknown(name)
    }
    guard let count = try fields.integer("count", in: 1...100_000_000) else { throw ControlError("count is missing") }
    guard let perSecond = try fields.number("per_second", in: 0.1...100_000) else {
      throw ControlError("per_second is missing")
    }
    let run = LoadRun(
      people: people, text: try fields.text("text") ?? "message {n} at {ms}", count: count, perSecond: perSecond,
      startedAt: sandbox.time.now())
    sandbox.load = run
    sandbox.stepLoad()
    return run.json
  }
}

extension Sandbox {
  /// Says what is due, and comes back in a few milliseconds until all is said.
  func stepLoad() {
    guard let messages = load?.take(now: time.now()) else { return }
    let control = ControlAPI(sandbox: self)
    for (name, text) in messages {
      do {
        _ = try control.say(name, Fields(JSONObject([("text", .string(text))])))
      } catch {
        load?.stop(error.message)
        break
      }
    }
    if !messages.isEmpty { settle() }
    guard load?.isDone == false else { return }
    loop.assumeIsolated().scheduleTask(in: .milliseconds(2)) { [weak self] in self?.stepLoad() }
  }
}
