import CConnectorABI
import Connectors

/// Changes of messages, and how they end.
enum OperationChecks {
  static let all = [capabilities, oldHost, completes, once, cancelBefore, cancelDuring, cancelAfter, lost, odd]

  private static let capabilities = Check(
    .operations, "capabilities",
    "It has a capability for each function of its operations table, and a function for each capability.",
    rule: "6. c4a_operations: each function goes with the capability that stands beside it",
    mend: "Set C4A_CAP_EDIT, _DELETE, _REACTION, _TYPING and _MARK_READ exactly where the function is there."
  ) { context in
    let said = try context.descriptor().capabilities
    let functions = try context.functions()
    let offered = OfferedOperations(functions)
    for kind in BenchChange.Kind.allCases {
      let has = offered?.function(kind) != nil
      guard (said & kind.capability != 0) != has else { continue }
      try context.fail(
        has
          ? "it has \(kind.name) without the capability"
          : "it has the capability for \(kind.name) without the function", expected: "both, or neither")
    }
    guard let get = functions.get_extension else { return }
    var memory = BenchMemory()
    guard get(memory.text(C4A_OPERATIONS)) == get(memory.text(C4A_OPERATIONS)) else {
      try context.fail(
        "get_extension answers another table to \(C4A_OPERATIONS) each time",
        expected: "one table, which lives as long as the process")
    }
  }

  private static let oldHost = Check(
    .operations, "old_host", "It works with a host of interface 1, which never asks for its operations.",
    rule: "Versions; 6. c4a_connector.get_extension",
    mend: "Set nothing up in get_extension; it answers the address of a table, or is not called at all."
  ) { context in
    try context.require(try context.functions().get_extension != nil, "it has no extensions")
    let needs = try context.descriptor().min_host_abi
    try context.require(needs <= 1, "it says that it needs a host of interface \(needs)")
    guard try context.library().entry(1) != nil else {
      try context.fail("the entry answers NULL to a host of interface 1", expected: "its table: min_host_abi is 1")
    }
    // Nobody has asked for an extension in this process until here.
    context.bench.placeTable(BenchMemory(), abi: 1)
    let code = try CompatibilityChecks.live(context)
    _ = try context.kinds()
    let usual = try CompatibilityChecks.live(context)
    guard code == usual else {
      try context.fail(
        "sendText ends with \(name(code)) before anybody has asked for its operations",
        expected: "\(name(usual)), as afterwards")
    }
  }

  private static func name(_ code: Int32?) -> String { code.map { ResultCodeName.name(of: $0) } ?? "nothing" }

  private static let completes = Check(
    .operations, "completes", "Every change of a message comes to an end, on a kind platform and on another.",
    rule: "Operations; 6. c4a_operations", mend: "Look for paths that return without complete(): early returns, errors."
  ) { context in
    try everyEnding(context) { change, account, when in try context.carryOut(change, account, when) }
  }

  private static let once = Check(
    .operations, "completes_once", "No change of a message is ended twice.", rule: "Operations; 6. c4a_operations",
    mend: "Forget an operation when you end it; typing and read marks are operations like the others."
  ) { context in
    try everyEnding(context) { change, account, _ in
      let op = account.change(change)
      context.bench.settle { !context.bench.isOpen(op) }
    }
    Pause.milliseconds(50)
    context.bench.settle()
    try context.expectNone(
      .endedTwice, .unknownOperation, .brokenStruct, .wrongState, expected: "exactly one right complete()")
  }

  /// Carries out each change as things go well, and as the platform, the network and the host refuse it.
  private static func everyEnding(
    _ context: CheckContext, _ carryOut: (BenchChange, BenchAccount, String) throws -> Void
  ) throws {
    let account = try context.changer()
    let answers: [(String, BenchAnswer?)] =
      [("on a kind platform", nil)]
      + [200, 400, 401, 403, 404, 429, 500].map { ("on HTTP \($0)", .status($0)) }
      + [
        ("when nothing could be sent", .failure(.notSent)), ("when the answer was lost", .failure(.noAnswer)),
        ("when its request was cancelled", .failure(.cancelled)),
      ]
    for (round, (when, answer)) in answers.enumerated() {
      try context.answerKindly()
      let changes = try context.changesOfSent(account, number: 10 * round)
      if let answer { context.bench.answerAll(answer) }
      for change in changes { try carryOut(change, account, when) }
    }
    context.bench.state.withLock { $0.httpRefusal = C4A_RETRY }
    for change in try context.changes(sent: nil, number: 200) {
      try carryOut(change, account, "when http() answered C4A_RETRY")
    }
  }

  // MARK: Cancelling

  private static func canceller(_ context: CheckContext) throws -> BenchAccount {
    try context.require(try context.functions().cancel != nil, "it has no cancel: the host waits")
    return try context.changer()
  }

  private static let cancelBefore = Check(
    .operations, "cancel_before", "A change whose number was cancelled before it came ends all the same.",
    rule: "6. c4a_connector.cancel; c4a_operations: cancel() holds for these operations too",
    mend: "Forget what cancel does not find; keep no list of numbers that are to be dropped."
  ) { context in
    let account = try canceller(context)
    for change in try context.changesOfSent(account) {
      let op = account.change(change) { account.cancel($0) }
      _ = try context.ending(of: change.kind, op, "when it had been cancelled before")
    }
    try context.expectNone(.endedTwice, expected: "one complete() for each")
  }

  private static let cancelDuring = Check(
    .operations, "cancel_open", "A change that is cancelled while its request is open ends once.",
    rule: "6. c4a_connector.cancel: it is still to be completed",
    mend: "Abort the request, and complete in its callback; or complete at once and ignore the callback."
  ) { context in
    let account = try canceller(context)
    let changes = try context.changesOfSent(account)
    context.bench.answerAll(.held)
    var wereOpen = 0
    for change in changes {
      let op = account.change(change)
      context.bench.settle()
      guard context.bench.isOpen(op) else { continue }
      wereOpen += 1
      account.cancel(op)
      context.bench.settle()
      if context.bench.isOpen(op) { context.bench.release(.status(200)) }
      _ = try context.ending(of: change.kind, op, "when it was cancelled")
    }
    try context.require(wereOpen > 0, "its changes end at once; there is nothing to cancel")
    account.destroy()
    try context.expectNone(.endedTwice, expected: "one complete() for each")
  }

  private static let cancelAfter = Check(
    .operations, "cancel_ended", "cancel of a change that has ended harms nothing.",
    rule: "6. c4a_connector.cancel: and may have ended in the meantime",
    mend: "Forget an operation when you complete it, and do nothing in cancel for what is not found."
  ) { context in
    let account = try canceller(context)
    for change in try context.changesOfSent(account) {
      let op = account.change(change)
      context.bench.settle { !context.bench.isOpen(op) }
      account.cancel(op)
      context.bench.settle()
    }
    try context.expectNone(.endedTwice, .unknownOperation, expected: "that cancel of an ended change does nothing")
  }

  // MARK: The world

  private static let lost = Check(
    .operations, "lost_reply", "A change whose answer was lost ends as UNCERTAIN, or as RETRY; it is not given up.",
    rule: "6. c4a_operations: after C4A_UNCERTAIN it asks again",
    mend: "Pass the host's code on. RETRY is right too where doing the same thing twice does no harm."
  ) { context in
    let account = try context.changer()
    for failure in [ConnectorHTTPOutcome.Failure.noAnswer, .timeout] {
      try context.answerKindly()
      let changes = try context.changesOfSent(account)
      context.bench.answerAll(.failure(failure))
      for change in changes where change.kind != .typing {
        let before = context.bench.requests.count
        let result = try context.carryOut(change, account, "when its answer was lost")
        // What asked nobody has lost nothing.
        guard context.bench.requests.count > before else { continue }
        guard result.resultClass == .unknownOutcome || result.resultClass == .retry else {
          try context.fail(
            "\(change.kind.name) ends with \(CheckContext.text(result)) when its answer was lost",
            expected: "4xx, C4A_UNCERTAIN or C4A_TIMEOUT; or 1xx")
        }
      }
    }
  }

  private static let ids: [[UInt8]] =
    [
      "", " ", "/", "../../..", "a/b?c#d", "%2e%2e%2f", "%00", "\"}", "\r\nX-Evil: 1", "-1", "18446744073709551616",
      "a\u{0}b",
      "\u{202E}\u{200D}", "👩‍👩‍👧", "@evil.example/", "http://evil.example/",
    ].map { Array($0.utf8) } + [[0], [0xFF, 0xFE], [0xC3], Array(repeating: 0x61, count: 100_000)]

  private static let odd = Check(
    .operations, "odd_ids", "Ids and texts of any kind end properly, and lead nowhere else.",
    rule: "1. c4a_str; 6. c4a_operations",
    mend: "Check ids before they become part of a URL, or encode them; an id that cannot be is C4A_NOT_FOUND."
  ) { context in
    let account = try context.changer()
    let usual = try context.changesOfSent(account)
    for change in usual { try context.carryOut(change, account, "of an ordinary message") }
    let hosts = Set(context.bench.requests.compactMap { EgressHost(ofURL: $0.request.url) })
    let before = context.bench.requests.count
    for (index, id) in ids.enumerated() {
      for var change in usual {
        change.number = 300 + index
        change.remoteID = id
        change.moreIDs = [id, ids.randomElement(using: &context.random)!, []]
        try context.carryOut(change, account, "of a message with an odd id")
        change = usual.first { $0.kind == change.kind } ?? change
        change.text = id
        change.format = UInt32(index % 4)
        try context.carryOut(change, account, "with an odd text")
      }
    }
    for request in context.bench.requests.dropFirst(before) {
      guard let host = EgressHost(ofURL: request.request.url) else {
        try context.fail("an odd id makes a URL that is none", expected: "an id that is encoded, or C4A_NOT_FOUND")
      }
      guard hosts.contains(host) else {
        try context.fail(
          "with an odd id it wants to contact \(host)",
          expected: hosts.isEmpty ? "nobody, as with an ordinary one" : hosts.map(\.description).joined(separator: ", ")
        )
      }
    }
    try context.expectNone(.endedTwice, expected: "one complete() for each")
  }
}
