import CConnectorABI

/// What is left behind by the work itself.
enum LeakChecks {
  static let all = [sending]

  private static let texts = 1_000
  /// Caches fill up within a few of them, and then stay as they are; a leak does not.
  private static let rounds = 6

  private static let sending = Check(
    .lifecycle, "send_1000",
    "A thousand texts are sent, where fixtures name a recipient and the answers, and leave nothing behind.",
    rule: "Ownership; 6. c4a_connector.sendText",
    mend:
      "Free what belongs to a send when you complete it: what its request's `user` points to, what was parsed or built."
  ) { context in
    try context.require(try context.functions().sendText != nil, "it has no sendText")
    context.bench.lay(BenchMemory(kind: .freed))
    let account = try context.connected()
    let bench = context.bench
    let fixtures = try context.fixtures.get()
    let isKnown = fixtures.recipient != nil && !fixtures.answers.isEmpty
    var number = 0
    func send() throws {
      number += 1
      let op = account.send(try context.message(number: number))
      bench.settle { !bench.isOpen(op) }
      guard let result = bench.result(op) else { throw CheckSkip("sendText does not complete: see async.completes") }
      guard result.code == C4A_OK else {
        let found = "an ordinary text is not sent: \(CheckContext.text(result))"
        // Only who knows the recipient and the platform's answers can say that it has to be.
        guard isKnown else { throw CheckSkip("\(found); give the platform's answers and a recipient with --fixtures") }
        throw CheckFailure(found, expected: "C4A_OK: the fixtures name the recipient and what the platform answers")
      }
      if number.isMultiple(of: 50) {
        bench.settle()
        bench.forgetWork()
      }
    }
    for _ in 0..<texts { try send() }
    var grown = 0
    for _ in 0..<rounds {
      let before = ProcessFigures.allocated()
      for _ in 0..<texts { try send() }
      grown = ProcessFigures.allocated() - before
      if grown < texts * 16 { return }
    }
    try context.fail(
      "\(grown / texts) bytes more for each of the last \(texts) of \(texts * (rounds + 1)) texts",
      expected: "less than 16; what is remembered needs a limit")
  }
}
