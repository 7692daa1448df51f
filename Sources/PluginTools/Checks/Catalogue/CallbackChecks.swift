import CConnectorABI
import Connectors

/// Requests of platforms, and of those who pretend to be one.
enum CallbackChecks {
  static let all = [fuzz, unproven, recorded, forged, replayed, full]

  /// Hands a request over; fails the check where it is not answered exactly once.
  private static func answer(
    _ request: BenchCallback, _ account: BenchAccount, _ context: CheckContext, _ what: String
  ) throws -> BenchOperation {
    let op = account.webhook(request)
    context.bench.settle { !context.bench.isOpen(op) }
    guard let operation = context.bench.operation(op), !operation.isOpen else {
      throw CheckFailure(
        "onWebhookEvent did not answer \(what)", expected: "one respond(), or complete() with a failure")
    }
    return operation
  }

  private static func receiver(_ context: CheckContext) throws -> BenchAccount {
    try context.require(try context.functions().onWebhookEvent != nil, "it has no onWebhookEvent")
    return try context.connected()
  }

  private static let fuzz = Check(
    .hostile, "webhook_fuzz", "Whatever is sent to its callback address is answered, once.",
    rule: "6. c4a_connector.onWebhookEvent", mend: "Let every path end in respond(); answer 400 to what cannot be read."
  ) { context in
    let account = try receiver(context)
    let seeds =
      try context.fixtures.get().callbacks.map(\.request) + [BenchCallback(body: Array(#"{"a":[1,"x",{}]}"#.utf8))]
    var mutation = CallbackMutation(seeds: seeds, random: context.random)
    for number in 0..<400 {
      _ = try answer(mutation.next(), account, context, "request \(number) of the fuzz")
    }
    try context.expectNone(.endedTwice, .brokenStruct, .wrongState, expected: "one right answer to each request")
  }

  /// What is emitted without a cause counts whatever the answer is.
  private static func expectNoEvent(_ context: CheckContext, _ what: String) throws {
    guard context.bench.state.withLock({ $0.events.isEmpty }) else {
      try context.fail(
        "\(what) leads to an event with cause 0, which counts at once",
        expected: "no event; and of a proven one events with the operation as their cause")
    }
  }

  private static let unproven = Check(
    .hostile, "webhook_unproven", "A request without proof of its origin is refused, and nothing of it counts.",
    rule: "6. c4a_connector.onWebhookEvent: an unverified request is answered 401 or 403 without events",
    mend: "Verify the platform's signature or token first; compare in constant time."
  ) { context in
    let account = try receiver(context)
    try context.require(try !context.settings().canaries.isEmpty, "it has no secret by which to tell the platform")
    var requests = try context.fixtures.get().callbacks.filter { $0.proof != nil }.map { callback in
      var request = callback.request
      request.headers.removeAll { $0.name == callback.proof }
      return request
    }
    requests += ["{}", "[]", "", #"{"event":"message","text":"x"}"#].map { BenchCallback(body: Array($0.utf8)) }
    requests.append(BenchCallback(headers: [], body: Array("kind=message&event_id=1&sender=ana&text=x".utf8)))
    for request in requests {
      let operation = try answer(request, account, context, "a request without proof")
      try expectNoEvent(context, "a request without proof")
      guard operation.response.map({ $0.status >= 400 }) == true else {
        try context.fail(
          "a request without proof is answered \(operation.response?.status ?? 0) with \(operation.events.count) events",
          expected: "401 or 403, no events")
      }
    }
  }

  private static func proven(_ context: CheckContext) throws -> (BenchAccount, [Fixtures.Callback]) {
    let callbacks = try context.fixtures.get().callbacks
    let account = try receiver(context)
    try context.require(!callbacks.isEmpty, "there are no recorded callbacks; give --fixtures")
    return (account, callbacks)
  }

  private static let recorded = Check(
    .hostile, "webhook_recorded", "Recorded callbacks are taken, and become events.",
    rule: "6. c4a_connector.onWebhookEvent; 4. c4a_event",
    mend:
      "Give fixtures whose settings are those that the callbacks were signed with; emit with the operation as the cause."
  ) { context in
    let (account, callbacks) = try proven(context)
    for callback in callbacks {
      let operation = try answer(callback.request, account, context, callback.name)
      guard operation.isTaken else {
        try context.fail("\(callback.name) is answered \(operation.response?.status ?? 0)", expected: "2xx")
      }
      guard operation.events.count >= callback.events else {
        try context.fail(
          "\(callback.name) becomes \(operation.events.count) events", expected: "\(callback.events) or more")
      }
      for event in operation.events where event.eventID == nil {
        try context.fail("an event of \(callback.name) has no event_id", expected: "an id that the platform repeats")
      }
    }
  }

  private static let forged = Check(
    .hostile, "webhook_forged",
    "A callback with a wrong proof, one of another callback, or another body than was signed, is refused without events.",
    rule: "6. c4a_connector.onWebhookEvent",
    mend: "Compute the signature over the raw body; compare all of it, in constant time."
  ) { context in
    let (account, callbacks) = try proven(context)
    try context.require(callbacks.contains { $0.proof != nil }, "no recorded callback names its proof_header")
    for callback in callbacks {
      guard let proof = callback.proof else { continue }
      var forgeries: [(String, BenchCallback)] = []
      guard let index = callback.request.headers.firstIndex(where: { $0.name == proof }) else {
        throw FixtureError("\(callback.name) has no header '\(proof)', which is to be its proof")
      }
      let value = callback.request.headers[index].value
      for (what, other) in [
        ("a proof that ends early", String(value.dropLast())), ("a longer proof", value + "0"), ("an empty proof", ""),
        ("another proof", String(value.dropLast()) + (value.last == "0" ? "1" : "0")),
        ("a proof in other letters", String(value.reversed())),
      ] where other != value {
        var request = callback.request
        request.headers[index].value = other
        forgeries.append((what, request))
      }
      if callback.coversBody, !callback.request.body.isEmpty {
        var request = callback.request
        request.body.append(0x20)
        forgeries.append(("a blank behind the signed body", request))
        for other in callbacks where other.coversBody && other.proof == proof {
          guard other.request.body != callback.request.body, let theirs = other.request.header(proof), theirs != value
          else { continue }
          request = callback.request
          request.headers[index].value = theirs
          forgeries.append(("the proof of \(other.name)", request))
        }
      }
      for (what, request) in forgeries {
        let operation = try answer(request, account, context, "\(callback.name) with \(what)")
        guard operation.response.map({ (400...499).contains($0.status) }) == true else {
          try context.fail(
            "\(callback.name) with \(what) is answered \(operation.response?.status ?? 0)",
            expected: "401 or 403, no events")
        }
        try expectNoEvent(context, "\(callback.name) with \(what)")
      }
    }
  }

  private static let replayed = Check(
    .hostile, "webhook_replay",
    "A callback that comes again has the same event_ids, also in another life of the instance.",
    rule: "4. c4a_event.event_id",
    mend: "Make event_id of the platform's own ids; no counters, clocks or random numbers."
  ) { context in
    let (account, callbacks) = try proven(context)
    let other = try context.connected()
    for callback in callbacks {
      let first = try answer(callback.request, account, context, callback.name)
      try context.require(first.isTaken, "\(callback.name) is not taken; see hostile.webhook_recorded")
      for (again, when) in [(account, "again"), (other, "after a restart")] {
        let second = try answer(callback.request, again, context, "\(callback.name) \(when)")
        guard second.events.map(\.eventID) == first.events.map(\.eventID) else {
          try context.fail("\(callback.name), sent \(when), has other event_ids", expected: "the same ones")
        }
      }
    }
  }

  private static let full = Check(
    .hostile, "webhook_host_full", "While the host takes no events, the platform is told to come again.",
    rule: "5. c4a_host.emit: C4A_RETRY", mend: "Look at what emit() returns; on C4A_RETRY answer 503."
  ) { context in
    let (account, callbacks) = try proven(context)
    context.bench.state.withLock { $0.emitRefusal = C4A_RETRY }
    for callback in callbacks where callback.events > 0 {
      let operation = try answer(callback.request, account, context, callback.name)
      guard !operation.isTaken else {
        try context.fail(
          "\(callback.name) is answered \(operation.response?.status ?? 0) although emit() answered C4A_RETRY",
          expected: "503: the platform sends it again")
      }
    }
  }
}
