import CConnectorABI
import Glibc
import Testing

@testable import Connectors

/// Random days of a supervised connector, against what may have become of each send.
struct SupervisionPropertyTests {
  /// What the test knows of one attempt of a send.
  private struct Fate {
    var wasAnswered = false
    /// The connector had it when its process ended.
    var wasCut = false
    var wasCancelled = false
    var wasOverdue = false
  }

  @Test(arguments: 1...24 as ClosedRange<UInt64>)
  func everySendEndsOnceAndAsItMay(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var limits = HostingLimits()
    // Each process is forgiven, so that the day goes on.
    limits.crashes.stableAfter = .zero
    let fixture = SupervisedFixture(SendLimits(maxInFlight: 4, maxQueued: 6), hosting: limits)
    var process = try fixture.begin()
    var processes = 1
    var tokens: [c4a_op] = []
    var keys: [String] = []
    var fates: [String: Fate] = [:]
    var crashesSeen: [String: Int] = [:]
    var had: [(number: UInt64, key: String)] = []
    var webhooks: [UInt64] = []
    var bodies: [String] = []

    func hear() throws {
      for frame in try process.heard() {
        switch frame {
        case .send(let number, let text): had.append((number, text.idempotencyKey))
        case .webhook(let number, _): webhooks.append(number)
        case .ping(let number): process.say(.pong(number))
        default: break
        }
      }
    }

    for step in 0..<120 {
      try hear()
      switch Int.random(in: 0...11, using: &generator) {
      case 0...3:
        let key = "k\(step)"
        let deadline = Int.random(in: 0...9, using: &generator) == 0 ? Duration.seconds(1) : .seconds(3_600)
        fates[key] = Fate(wasOverdue: deadline < .seconds(60))
        keys.append(key)
        tokens.append(fixture.send(key, deadline: deadline))
      case 4:
        bodies.append("w\(step)")
        fixture.webhook("w\(step)")
      case 5...7:
        guard let index = had.indices.randomElement(using: &generator) else { break }
        let (number, key) = had.remove(at: index)
        fates[key]?.wasAnswered = true
        process.answer(number, SendResult(code: C4A_OK, remoteID: key))
        // Once more, and for something that never was.
        process.answer(number, SendResult(code: C4A_PERMANENT))
        process.answer(number + 1_000_000, SendResult(code: C4A_PERMANENT))
        try fixture.eventually("\(key) has ended") { !fixture.results(key).isEmpty }
      case 8:
        guard let index = webhooks.indices.randomElement(using: &generator) else { break }
        process.say(
          .answered(webhooks.remove(at: index), WebhookOutcome(events: [], response: .init(status: 200))))
      case 9:
        guard let index = tokens.indices.randomElement(using: &generator) else { break }
        fates[keys[index]]?.wasCancelled = true
        fixture.connector.cancel(tokens[index])
      case 10:
        fixture.advance(by: .milliseconds(Int.random(in: 1...900, using: &generator)))
      default:
        let handedOver = had.map(\.number).filter { _ in Bool.random(using: &generator) }.max() ?? 0
        for (number, key) in had where number <= handedOver {
          fates[key]?.wasCut = true
          crashesSeen[key, default: 0] += 1
        }
        process.crash(handedOver: handedOver)
        had = []
        webhooks = []
        process = try fixture.up(processes)
        processes += 1
      }
    }
    try fixture.end()
    for key in keys {
      let results = fixture.results(key)
      try #require(results.count == 1, "\(key) of seed \(seed)")
      let (result, fate) = (results[0], try #require(fates[key]))
      switch result.code {
      case C4A_OK: #expect(fate.wasAnswered && result.remoteID == key)
      case C4A_UNCERTAIN: #expect(result.reachedConnector)
      case C4A_PERMANENT: #expect(result.hasCrashed && crashesSeen[key, default: 0] >= Suspicion.limit)
      case C4A_RETRY: #expect(!result.reachedConnector && !fate.wasCut && !fate.wasAnswered)
      case C4A_CANCELLED: #expect(!result.reachedConnector && !fate.wasAnswered)
      case C4A_TIMEOUT: #expect(fate.wasOverdue && result.reachedConnector)
      default: Issue.record("\(key) of seed \(seed) ended with \(result.code)")
      }
    }
    for body in bodies { #expect(fixture.outcomes(body).count == 1) }
    #expect(fixture.connector.state.works.isEmpty && fixture.connector.state.inFlight == 0)
    #expect(fixture.connector.state.queued == 0 && fixture.connector.state.webhookBytes == 0)
  }
}
