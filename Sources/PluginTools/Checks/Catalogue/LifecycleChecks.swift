import CConnectorABI
import Connectors
import JSON

/// From create to destroy.
enum LifecycleChecks {
  static let all = [
    create, connect, repeated, missingSettings, wrongSettings, withoutConnect, reconnect, isolated, inFlight,
    afterDestroy,
  ]

  private static let create = Check(
    .lifecycle, "create",
    "create completes its operation before it returns, with C4A_OK for settings that its schema allows.",
    rule: "6. c4a_connector.create",
    mend: "Check the settings, complete, return. Contacting the platform belongs into connect."
  ) { context in
    let account = try context.account()
    guard let result = account.create() else {
      try context.fail("create returned without completing its operation", expected: "complete() inside the call")
    }
    guard context.bench.requests.isEmpty else {
      try context.fail("create made an HTTP request", expected: "that it contacts nobody; connect may")
    }
    guard result.code == C4A_OK else {
      let names = account.settings.keys.sorted().joined(separator: ", ")
      let made = names.isEmpty ? "without settings" : "with made-up values of \(names)"
      try context.fail(
        "\(made) create answers \(CheckContext.text(result))",
        expected: "C4A_OK: put `examples` of what is right into config_schema, or give --settings")
    }
  }

  private static let connect = Check(
    .lifecycle, "connect", "connect completes its operation.", rule: "6. c4a_connector.connect",
    mend: "Complete in the callback of the last request, whatever came of it."
  ) { context in
    guard try context.functions().connect != nil else { throw CheckSkip("it has no connect: there is nothing to do") }
    try context.answerKindly()
    let account = try context.made()
    guard let result = account.connect() else {
      try context.fail("connect did not complete its operation", expected: "complete(), within 30 s")
    }
    guard result.code == C4A_OK || !context.bench.requests.isEmpty else {
      try context.fail(
        "connect ends with \(CheckContext.text(result)) without having asked anybody", expected: "C4A_OK")
    }
  }

  private static let repeated = Check(
    .lifecycle, "create_1000", "A thousand instances, made and destroyed, leave nothing behind.",
    rule: "6. c4a_connector.destroy", mend: "Free in destroy what create made, and close what it opened."
  ) { context in
    let first = try context.made()
    first.destroy()
    func run(_ count: Int) throws {
      for _ in 0..<count {
        let account = try context.account()
        guard account.create()?.code == C4A_OK else {
          try context.fail("one of a thousand creates did not succeed", expected: "that they all do, as the first did")
        }
        account.destroy()
        account.forget()
      }
    }
    try run(200)
    let (memory, threads, files) = (
      ProcessFigures.allocated(), ProcessFigures.threads(), ProcessFigures.descriptors().count
    )
    try run(800)
    let grown = ProcessFigures.allocated() - memory
    guard ProcessFigures.threads() <= threads else {
      try context.fail("\(ProcessFigures.threads() - threads) threads more after 800 instances", expected: "none more")
    }
    guard ProcessFigures.descriptors().count <= files else {
      try context.fail(
        "\(ProcessFigures.descriptors().count - files) open files more after 800 instances", expected: "none more")
    }
    guard grown < 800 * 64 else {
      try context.fail("\(grown / 800) bytes more for each of 800 instances", expected: "less than 64")
    }
  }

  private static let missingSettings = Check(
    .lifecycle, "missing_settings",
    "create answers BAD_CONFIG, and names the setting, where a required one is missing.",
    rule: "6. c4a_connector.create: say C4A_BAD_CONFIG",
    mend: "Look for each required setting; say in detail which one is missing."
  ) { context in
    let settings = try context.settings()
    try context.require(!settings.required.isEmpty, "its schema requires no setting")
    try context.made().destroy()
    for name in settings.required {
      let result = try context.create(settings.values.filter { $0.key != name }, "without '\(name)'")
      guard result.code == C4A_BAD_CONFIG else {
        try context.fail("without '\(name)' create answers \(CheckContext.text(result))", expected: "C4A_BAD_CONFIG")
      }
      guard result.detail.contains(name) else {
        try context.fail("without '\(name)' the detail is '\(result.detail)'", expected: "one that names the setting")
      }
    }
  }

  private static let wrongSettings = Check(
    .lifecycle, "wrong_settings", "create answers C4A_OK or BAD_CONFIG to every value that a setting can have.",
    rule: "6. c4a_connector.create: say C4A_BAD_CONFIG",
    mend: "Check lengths and characters; config_get tells when a buffer is too small."
  ) { context in
    let settings = try context.settings()
    try context.require(!settings.properties.isEmpty, "its schema names no setting")
    try context.made().destroy()
    let values: [JSONValue] = [
      "", "\u{0}", "\r\nX-Evil: 1", "-1", "99999999999999999999999", "http://", "ftp://x", "\u{202E}\u{200D}", true, [],
      [:],
      .string(String(repeating: "x", count: 100_000)), .string(String(repeating: "é", count: 4_096)),
    ]
    for (name, property) in settings.properties {
      for value in values {
        let result = try context.create(
          settings.values.merging([name: value]) { $1 }, "with another value of '\(name)'")
        guard result.code == C4A_OK || result.code == C4A_BAD_CONFIG else {
          try context.fail(
            "with \(described(value)) as '\(name)' create answers \(CheckContext.text(result))",
            expected: "C4A_BAD_CONFIG, or C4A_OK where the value is right")
        }
        if property["format"]?.stringValue == "uri", value == "ftp://x", result.code == C4A_OK {
          try context.fail("it takes ftp://x as '\(name)'", expected: "C4A_BAD_CONFIG: only http and https are spoken")
        }
      }
    }
  }

  private static func described(_ value: JSONValue) -> String {
    let text = String(decoding: JSONWriter.bytes(of: value).prefix(40), as: UTF8.self)
    return text.count < 40 ? text : "a very long text"
  }

  private static let withoutConnect = Check(
    .lifecycle, "destroy_without_connect", "An instance can be destroyed that was never connected.",
    rule: "6. c4a_connector.destroy", mend: "Free only what is there; connect may never have come, or have failed."
  ) { context in
    try context.made().destroy()
    let account = try context.made()
    context.bench.answerAll(.status(401))
    account.connect()
    account.destroy()
    try context.expectNone(.afterDestroy, expected: "that destroy is the last thing that happens")
  }

  private static let reconnect = Check(
    .lifecycle, "reconnect", "After disconnect, connect can come again, and sending works as before.",
    rule: "6. c4a_connector: after disconnect has completed, connect may come again",
    mend: "Reset in disconnect, or in connect, what the former connection has left."
  ) { context in
    let account = try context.connected()
    try context.require(try context.functions().sendText != nil, "it has no sendText")
    let usual = try context.send(account, try context.message(number: 1), "before")
    for round in 2...3 {
      guard let ending = account.disconnect() else {
        throw CheckSkip("disconnect does not complete; see lifecycle.disconnect")
      }
      guard ending.code == C4A_OK else {
        try context.fail("disconnect ends with \(CheckContext.text(ending))", expected: "C4A_OK")
      }
      guard let again = account.connect(), again.code == C4A_OK else {
        try context.fail("connect does not succeed the \(round). time", expected: "C4A_OK, as the first time")
      }
      let result = try context.send(account, try context.message(number: round), "after connecting again")
      guard result.code == usual.code else {
        try context.fail(
          "after connecting again sendText ends with \(CheckContext.text(result))", expected: usual.codeName)
      }
    }
  }

  private static let isolated = Check(
    .lifecycle, "isolated", "Two instances know nothing of each other.", rule: "Threads, [instance]; 1. c4a_instance",
    mend: "Keep everything of an instance behind `self`; no global variables."
  ) { context in
    let first = try context.connected("a")
    let second = try context.connected("b")
    // A secret that was given, not made up, is the same for both.
    let made = [Set(try context.settings("a").canaries), Set(try context.settings("b").canaries)]
    let canaries = [made[0].subtracting(made[1]), made[1].subtracting(made[0])]
    let functions = try context.functions()
    for round in 0..<4 {
      for account in [first, second] {
        if functions.sendText != nil {
          let op = account.send(try context.message(number: round))
          context.bench.settle { !context.bench.isOpen(op) }
        }
        if functions.onWebhookEvent != nil {
          let op = account.webhook(BenchCallback(body: Array("{}".utf8)))
          context.bench.settle { !context.bench.isOpen(op) }
        }
      }
    }
    try context.expectNone(.otherInstance, expected: "the token that this instance's create was given")
    for request in context.bench.requests {
      let foreign = request.instance == first.token ? canaries[1] : canaries[0]
      guard !foreign.contains(where: { Bytes.contain(request.bytes, Array($0.utf8)) }) else {
        try context.fail("a request of one instance holds a secret of another one", expected: "its own settings")
      }
    }
    first.destroy()
    if functions.sendText != nil {
      let op = second.send(try context.message(number: 99))
      context.bench.settle { !context.bench.isOpen(op) }
      guard !context.bench.isOpen(op) else {
        try context.fail("when one instance is gone, the other one does not send any more", expected: "that it does")
      }
    }
    try context.expectNone(.otherInstance, .afterDestroy, expected: "the token that this instance's create was given")
  }

  private static let inFlight = Check(
    .lifecycle, "disconnect", "disconnect completes while 100 operations are open, and each of them ends at most once.",
    rule: "6. c4a_connector.disconnect",
    mend: "Complete what is open with C4A_CANCELLED, end threads, then complete disconnect."
  ) { context in
    let account = try context.connected()
    try context.require(try context.functions().sendText != nil, "it has no sendText")
    context.bench.answerAll(.held)
    let ops = try (0..<100).map { account.send(try context.message(number: 100 + $0)) }
    guard account.disconnect(patience: .seconds(2)) != nil else {
      try context.fail(
        "disconnect did not complete while \(ops.filter(context.bench.isOpen).count) operations were open",
        expected: "that it completes, within the host's deadline")
    }
    account.destroy()
    try context.expectNone(.endedTwice, .unknownOperation, expected: "exactly one complete() for each operation")
    try context.expectNone(.afterDestroy, expected: "that destroy is the last thing that happens")
  }

  private static let afterDestroy = Check(
    .lifecycle, "quiet_after_destroy", "When destroy has returned, nothing of the instance calls the host any more.",
    rule: "6. c4a_connector.destroy: the last call", mend: "End and join your threads in disconnect."
  ) { context in
    let account = try context.connected()
    let functions = try context.functions()
    if functions.sendText != nil {
      let op = account.send(try context.message())
      context.bench.settle { !context.bench.isOpen(op) }
    }
    account.disconnect()
    account.destroy()
    Pause.milliseconds(300)
    try context.expectNone(.afterDestroy, expected: "silence")
  }
}

extension CheckContext {
  /// How create ends with these settings; what comes into being is destroyed again.
  fileprivate func create(_ settings: [String: JSONValue], _ when: String) throws -> SendResult {
    let account = BenchAccount(try functions(), settings: settings)
    guard let result = account.create() else {
      throw CheckFailure("create does not complete its operation \(when)", expected: "C4A_BAD_CONFIG or C4A_OK")
    }
    if result.code == C4A_OK { account.destroy() }
    return result
  }
}
