import CConnectorABI
import Connectors

/// What must not be seen.
enum SecrecyChecks {
  static let all = [secrets]

  private static let secrets = Check(
    .hostile, "secrets", "No secret of the settings appears in log lines, details, events, answers or metrics.",
    rule: "5. c4a_host.log; 4. c4a_result.detail",
    mend: "Never repeat a setting, a URL or a platform's answer; say what is wrong in your own words."
  ) { context in
    let account = try context.connected()
    let canaries = try context.settings().canaries
    try context.require(!canaries.isEmpty, "its schema marks no setting as secret (\"writeOnly\": true)")
    let functions = try context.functions()
    // What a platform answers may hold the secret too.
    let echo =
      "{\"error\":\"\(canaries.joined(separator: " "))\",\"description\":\"\(canaries.joined(separator: " "))\"}"
    let answers: [BenchAnswer] =
      [200, 400, 401, 403, 404, 429, 500].map { .status($0, echo) } + [.failure(.noAnswer), .failure(.notSent)]
    for (index, answer) in answers.enumerated() {
      context.bench.answerAll(answer)
      if functions.sendText != nil {
        let op = account.send(try context.message(number: 4_000 + index))
        context.bench.settle { !context.bench.isOpen(op) }
      }
      for change in try context.changes(sent: nil) {
        let op = account.change(change)
        context.bench.settle { !context.bench.isOpen(op) }
      }
      _ = account.health(patience: .seconds(1))
    }
    if functions.onWebhookEvent != nil {
      for callback in try context.fixtures.get().callbacks.map(\.request) + [
        BenchCallback(), BenchCallback(method: "GET", query: "x=1"),
      ] {
        let op = account.webhook(callback)
        context.bench.settle { !context.bench.isOpen(op) }
      }
    }
    account.disconnect(patience: .seconds(1))
    account.destroy()
    try refuseSettings(context, canaries)
    for saying in context.bench.state.withLock(\.sayings) {
      for canary in canaries where Bytes.contain(saying.bytes, Array(canary.utf8)) {
        let text = String(decoding: saying.bytes.prefix(200), as: UTF8.self).replacing(canary, with: "<secret>")
        try context.fail("\(saying.place) holds a secret: \(text)", expected: "words without the secret")
      }
    }
  }

  /// A connector that finds fault with its settings may be tempted to repeat them.
  private static func refuseSettings(_ context: CheckContext, _ canaries: [String]) throws {
    let settings = try context.settings()
    for (name, property) in settings.properties where property["writeOnly"]?.boolValue != true {
      let account = BenchAccount(try context.functions(), settings: settings.values.merging([name: "\u{1}"]) { $1 })
      if account.create()?.code == C4A_OK { account.destroy() }
    }
  }
}
