import CConnectorABI
import Connectors
import JSON

/// What a check works with. Made once, in the check's process; used on its thread alone.
final class CheckContext {
  let plan: CheckPlan
  let bench = Bench.shared
  var random: SeededGenerator
  private(set) lazy var fixtures = Result { try Fixtures(plan.fixtures) }

  private var loaded: LoadedLibrary?

  init(_ plan: CheckPlan) {
    self.plan = plan
    random = SeededGenerator(seed: plan.seed, for: plan.check)
  }

  /// The file itself.
  func elf() throws -> ELFFile { try ELFFile(contentsOf: plan.library) }

  func library() throws -> LoadedLibrary {
    if let loaded { return loaded }
    let library = try LoadedLibrary(plan.library)
    loaded = library
    return library
  }

  func descriptor() throws -> c4a_descriptor { try described.get() }

  func functions() throws -> c4a_connector { try offered.get() }

  // Read once: the library may take its time to answer.
  private lazy var described = Result { try library().descriptor(plan.connector) }
  private lazy var offered = Result { try library().functions(plan.connector) }

  /// The settings that instances get: given ones, those of the fixtures, made-up ones.
  func settings(_ variant: String = "a") throws -> SyntheticSettings {
    let schema = try? descriptor().config_schema.text(limit: 1 << 20)
    let given = try fixtures.get().settings.merging(plan.settings) { $1 }
    var random = SeededGenerator(seed: plan.seed, for: "settings-\(variant)")
    return SyntheticSettings(schema: schema ?? nil, given: given, using: &random)
  }

  /// Somebody to write to.
  func message(_ text: String = "Hello from the verifier", number: Int = 1) throws -> BenchMessage {
    BenchMessage(to: try plan.recipient ?? fixtures.get().recipient ?? "5511988887777", text, number: number)
  }

  // MARK: Instances

  /// An instance for which `create` has not been called.
  func account(_ variant: String = "a") throws -> BenchAccount {
    BenchAccount(try functions(), settings: try settings(variant).values, name: variant)
  }

  /// An instance; skips the check where there cannot be one.
  func made(_ variant: String = "a") throws -> BenchAccount {
    let account = try account(variant)
    let result = account.create()
    guard result?.code == C4A_OK else {
      throw CheckSkip("create does not succeed: \(Self.text(result)); see lifecycle.create, or give --settings")
    }
    return account
  }

  /// An instance that is connected, with a platform that answers kindly; skips the check where there cannot be one.
  func connected(_ variant: String = "a") throws -> BenchAccount {
    try answerKindly()
    let account = try made(variant)
    let result = account.connect()
    guard result?.code == C4A_OK else {
      throw CheckSkip(
        "connect does not succeed: \(Self.text(result)); give the platform's answers with --fixtures, or see "
          + "lifecycle.connect")
    }
    bench.settle()
    return account
  }

  /// Has every request answered as the fixtures say, or by something that many connectors are content with.
  func answerKindly() throws {
    let answers = try fixtures.get().answers
    bench.answer { request in answers.first { $0.isFor(request) }?.answer ?? Self.kind }
  }

  static let kind = BenchAnswer.status(
    200, #"{"ok":true,"id":"1","message_id":1,"result":{"id":1,"message_id":1},"messages":[{"id":"1"}]}"#)

  // MARK: Sending

  /// Skips the check unless a send leads to an HTTP request, which is what there is to judge then.
  func sender() throws -> BenchAccount {
    try require(try functions().sendText != nil, "it has no sendText")
    let account = try connected()
    let before = bench.requests.count
    let op = account.send(try message(number: 9_001))
    bench.settle { !self.bench.isOpen(op) }
    guard bench.requests.count > before else {
      let result = bench.result(op)
      let hint =
        result.map { $0.code == C4A_OK ? "" : " (it answers \(Self.text($0)); --to names another recipient)" } ?? ""
      throw CheckSkip("sendText makes no HTTP request\(hint)")
    }
    return account
  }

  /// Sends, and waits for the end; fails the check where none comes.
  func send(_ account: BenchAccount, _ message: BenchMessage, _ when: String) throws -> SendResult {
    let op = account.send(message)
    return try ending(op, when)
  }

  func ending(_ op: c4a_op, _ when: String) throws -> SendResult {
    bench.settle { !self.bench.isOpen(op) }
    guard let result = bench.result(op) else {
      throw CheckFailure("sendText did not complete its operation \(when)", expected: "exactly one complete()")
    }
    return result
  }

  // MARK: Judging

  func require(_ condition: Bool, _ why: String) throws {
    if !condition { throw CheckSkip(why) }
  }

  func fail(_ found: String, expected: String) throws -> Never {
    throw CheckFailure(found, expected: expected)
  }

  /// Fails the check for the first breach of these kinds.
  func expectNone(_ kinds: BenchBreach.Kind..., expected: String) throws {
    if let breach = bench.breaches.first(where: { kinds.contains($0.kind) }) {
      throw CheckFailure(breach.text, expected: expected)
    }
  }

  static func text(_ result: SendResult?) -> String {
    guard let result else { return "it does not complete" }
    return result.detail.isEmpty ? result.codeName : "\(result.codeName), \(result.detail)"
  }
}
