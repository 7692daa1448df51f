import CConnectorABI
import Connectors

/// Operations, their ends, and callbacks in any order.
enum AsyncChecks {
  static let all = [
    completes, once, cancelBefore, cancelDuring, cancelAfter, reordered, cancelledCallbacks, refusedRequests, promptly,
  ]

  /// Calls every function that gets an operation.
  private static func callEverything(_ context: CheckContext) throws -> [c4a_op] {
    let account = try context.connected()
    let functions = try context.functions()
    let before = Set(context.bench.state.withLock { $0.operations.keys })
    for number in 1...3 where functions.sendText != nil {
      let op = account.send(try context.message(number: number))
      context.bench.settle { !context.bench.isOpen(op) }
    }
    if functions.onWebhookEvent != nil {
      for callback in try context.fixtures.get().callbacks.map(\.request) + [
        BenchCallback(), BenchCallback(method: "GET"),
      ] {
        let op = account.webhook(callback)
        context.bench.settle { !context.bench.isOpen(op) }
      }
    }
    _ = account.health(patience: .seconds(2))
    // What a connector does on its own threads gets a moment to be done twice.
    Pause.milliseconds(50)
    return context.bench.state.withLock { $0.operations.keys.filter { !before.contains($0) } }
  }

  private static let completes = Check(
    .async, "completes", "Every operation comes to an end.", rule: "Operations",
    mend:
      "Look for paths that return without complete() or respond(): early returns, errors, callbacks that never come."
  ) { context in
    for op in try callEverything(context).sorted() where context.bench.isOpen(op) {
      let kind = context.bench.operation(op)?.kind.rawValue ?? ""
      try context.fail("\(kind) did not complete its operation", expected: "exactly one complete() or respond()")
    }
  }

  private static let once = Check(
    .async, "completes_once",
    "No operation is ended twice, and every call of complete(), respond(), emit() and http() is a right one.",
    rule: "Operations; Structs",
    mend:
      "Forget an operation when you end it; fill in `size` of what you hand over: results, responses, events, requests."
  ) { context in
    _ = try callEverything(context)
    try context.expectNone(
      .endedTwice, .unknownOperation, .brokenStruct, .brokenRequest, .wrongState,
      expected: "exactly one right complete() or respond(), and structs with their size and all that they need")
  }

  private static func canceller(_ context: CheckContext) throws -> BenchAccount {
    try context.require(try context.functions().cancel != nil, "it has no cancel: the host waits")
    try context.require(try context.functions().sendText != nil, "it has no sendText")
    return try context.connected()
  }

  private static let cancelBefore = Check(
    .async, "cancel_unknown", "cancel of an operation that it does not know harms nothing.",
    rule: "6. c4a_connector.cancel", mend: "Look the operation up; do nothing where it is not found."
  ) { context in
    let account = try canceller(context)
    account.cancel(UInt64.max)
    context.bench.settle()
    try context.expectNone(.unknownOperation, .endedTwice, expected: "that cancel of an unknown operation does nothing")
    _ = try context.send(account, try context.message(), "after an unknown one was cancelled")
  }

  private static let cancelDuring = Check(
    .async, "cancel_open", "An operation that is cancelled while its request is open ends once.",
    rule: "6. c4a_connector.cancel: it is still to be completed",
    mend: "Abort the request, and complete in its callback; or complete at once and ignore the callback."
  ) { context in
    let account = try canceller(context)
    context.bench.answerAll(.held)
    let op = account.send(try context.message(number: 7))
    context.bench.settle()
    try context.require(context.bench.isOpen(op), "sendText ends at once; there is nothing to cancel")
    account.cancel(op)
    context.bench.settle()
    if context.bench.isOpen(op) { context.bench.release(.status(200)) }
    context.bench.settle { !context.bench.isOpen(op) }
    guard !context.bench.isOpen(op) else {
      try context.fail(
        "a cancelled send never completed", expected: "one complete(), with C4A_CANCELLED if it was stopped")
    }
    account.destroy()
    try context.expectNone(.endedTwice, expected: "one complete()")
  }

  private static let cancelAfter = Check(
    .async, "cancel_ended", "cancel of an operation that has ended harms nothing.",
    rule: "6. c4a_connector.cancel: and may have ended in the meantime",
    mend: "Forget an operation when you complete it, and do nothing in cancel for what is not found."
  ) { context in
    let account = try canceller(context)
    let op = account.send(try context.message(number: 8))
    context.bench.settle { !context.bench.isOpen(op) }
    account.cancel(op)
    context.bench.settle()
    try context.expectNone(.endedTwice, expected: "that cancel of an ended operation does nothing")
  }

  private static let reordered = Check(
    .async, "reordered", "Answers that come late, and in another order, end the operations that they belong to.",
    rule: "5. c4a_host.http; 6. c4a_connector.sendText: further sends may come",
    mend: "Keep what belongs to a send behind the `user` pointer of its request."
  ) { context in
    let account = try context.sender()
    context.bench.answerAll(.held)
    let ops = try (0..<8).map { account.send(try context.message(number: 20 + $0)) }
    let answer = BenchAnswer.status(403, #"{"error":"no"}"#)
    for op in ops.reversed() {
      // A refusal may lead to another request, without formatting for example.
      for _ in 0..<10 where context.bench.isOpen(op) {
        context.bench.settle()
        context.bench.release(answer, of: op)
      }
      context.bench.settle { !context.bench.isOpen(op) }
      guard !context.bench.isOpen(op) else {
        try context.fail("a send did not end when its answer came before others", expected: "that it ends")
      }
      guard op == ops[0] || context.bench.isOpen(ops[0]) else {
        try context.fail("the answer to a later send ended an earlier one", expected: "that it ends its own")
      }
    }
    try context.expectNone(.endedTwice, .unknownOperation, expected: "exactly one complete() for each")
  }

  private static let cancelledCallbacks = Check(
    .async, "cancelled_callback", "A request that the host gives up does not count as sent.",
    rule: "4. c4a_http_response.code", mend: "Look at response->code first; only C4A_OK has a status."
  ) { context in
    let account = try context.sender()
    context.bench.answerAll(.failure(.cancelled))
    let result = try context.send(account, try context.message(number: 30), "when its request was cancelled")
    guard result.resultClass != .ok else {
      try context.fail("sendText ends with C4A_OK although its request was cancelled", expected: "4xx or 1xx")
    }
  }

  private static let refusedRequests = Check(
    .async, "refused_request", "A send ends also when the host takes no request.",
    rule: "5. c4a_host.http: with anything but C4A_OK no callback follows",
    mend: "Look at what http() returns, and complete the operation with it."
  ) { context in
    let account = try context.sender()
    for code in [C4A_RETRY, C4A_UNSUPPORTED] {
      context.bench.state.withLock { $0.httpRefusal = code }
      let name = ResultCodeName.name(of: code)
      let result = try context.send(account, try context.message(number: 40), "when http() answered \(name)")
      guard result.resultClass != .ok else {
        try context.fail("sendText ends with C4A_OK although http() answered \(name)", expected: "another code")
      }
    }
  }

  private static let promptly = Check(
    .async, "returns_soon", "sendText returns within 50 ms.", rule: "Time",
    mend: "Return and complete later; to wait, use timer() or a thread; or say C4A_TRAIT_MAY_BLOCK."
  ) { context in
    let mayBlock = try context.descriptor().traits & UInt32(C4A_TRAIT_MAY_BLOCK) != 0
    try context.require(!mayBlock, "it says C4A_TRAIT_MAY_BLOCK")
    try context.require(try context.functions().sendText != nil, "it has no sendText")
    let account = try context.connected()
    let clock = ContinuousClock()
    // The fastest of five: the machine may be busy with something else.
    var best = Duration.seconds(1_000)
    for number in 50..<55 {
      let message = try context.message(number: number)
      var op: c4a_op = 0
      best = min(best, clock.measure { op = account.send(message) })
      context.bench.settle { !context.bench.isOpen(op) }
    }
    guard best < .milliseconds(50) else {
      try context.fail("a call of sendText takes \(best.microseconds / 1_000) ms", expected: "less than 50 ms")
    }
  }
}
