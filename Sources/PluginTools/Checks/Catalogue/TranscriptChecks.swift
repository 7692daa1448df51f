import CConnectorABI
import Connectors
import JSON
import Synchronization

/// What must not depend on where a connector runs.
enum TranscriptChecks {
  static let all = [same]

  private static let same = Check(
    .hostile, "transcripts",
    "It does the same in a process of its own, where the gateway runs it, as inside the gateway.",
    rule: "Structs; Ownership; Threads",
    mend:
      "Ask the host for everything: no sockets, files or programs of your own, and no environment, globals or process ids. "
      + "--transcripts DIR shows both."
  ) { context in
    // What cannot be created or connected is another check's matter, and would be waited for here.
    let account = try context.connected()
    account.disconnect(patience: .seconds(1))
    account.destroy()
    let scene = try scene(context)
    let (inside, again, apart) = wait {
      async let inside = played(scene, .inProcess)
      async let again = played(scene, .inProcess)
      async let apart = played(scene, .process)
      return (await inside, await again, await apart)
    }
    let first: Transcript
    do { first = try inside.get() } catch { throw CheckSkip("the gateway does not take it: \(error)") }
    guard case .success(let second) = again, second.lines.count == first.lines.count else {
      throw CheckSkip("it does not do the same twice, so there is nothing to compare")
    }
    let other: Transcript
    do { other = try apart.get() } catch {
      try context.fail(
        "in a process of its own it does not start: \(error)", expected: "that it starts, as inside the gateway")
    }
    try write(context, first, other)
    guard
      let difference = TranscriptDifference(inside: first.lines, again: second.lines, apart: other.lines)
    else { return }
    try context.fail(
      "in a process of its own: \(difference.apart)", expected: "as inside the gateway: \(difference.inside)")
  }

  private static func scene(_ context: CheckContext) throws -> TranscriptScene {
    let descriptor = try context.descriptor()
    let functions = try context.functions()
    let fixtures = try context.fixtures.get()
    let settings = try context.settings()
    let schema = try? JSONParser.parse(descriptor.config_schema.cutText(limit: 1 << 20))
    let most = min(Int(clamping: descriptor.max_text_bytes), 5_000)
    let length = Int.random(in: 1...(most > 0 ? most : 5_000), using: &context.random)
    let texts = [
      "Hello", "olá 👩‍👩‍👧 \u{202E}é", "**bold** _and_ [a link](https://example.org)", "<b>x</b> & <i>y</i>", "a\u{0}b",
      String(repeating: "word ", count: max(1, length / 5)),
    ]
    return TranscriptScene(
      plugin: "\(context.plan.library)#\(descriptor.id.cutText(limit: 1_024))", settings: settings.values,
      recipient: try context.message().recipient, chat: fixtures.chat, answers: fixtures.answers,
      callbacks: fixtures.callbacks.map(\.request),
      texts: most > 0 ? texts.filter { $0.utf8.count <= most } : texts, kinds: try context.kinds(),
      sends: functions.sendText != nil, receives: functions.onWebhookEvent != nil, cancels: functions.cancel != nil,
      mask: SecretMask(settings: settings.values, schema: schema))
  }

  private static func write(_ context: CheckContext, _ inside: Transcript, _ apart: Transcript) throws {
    guard let folder = context.plan.transcripts else { return }
    let name = try context.descriptor().channel.cutText(limit: 1_024)
    for (transcript, place) in [(inside, "inside"), (apart, "apart")] {
      let text = transcript.lines.joined(separator: "\n") + "\n"
      try TextFile.write(Array(text.utf8), to: "\(folder)/\(name).\(place).txt")
    }
  }

  private static func played(_ scene: TranscriptScene, _ hosting: Hosting) async -> Result<Transcript, any Error> {
    do { return .success(try await scene.play(hosting)) } catch { return .failure(error) }
  }

  /// A check is an ordinary function, with a process to itself: nobody else needs the thread that waits here.
  private static func wait<Value: Sendable>(_ body: @escaping @Sendable () async -> Value) -> Value {
    let ending = Ending<Value>()
    Task.detached { await ending.set(body()) }
    while true {
      if let value = ending.value { return value }
      Pause.milliseconds(1)
    }
  }

  private final class Ending<Value: Sendable>: Sendable {
    private let state = Mutex<Value?>(nil)

    var value: Value? { state.withLock { $0 } }
    func set(_ value: Value) { state.withLock { $0 = value } }
  }
}
