import CConnectorABI
import Testing

@testable import Connectors

struct TimerQueueTests {
  /// The queue against the plainest model of it: a list that is searched.
  @Test(arguments: 0..<50) func firesInOrderAndNeverTwice(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var queue = TimerQueue()
    var model: [(due: Int64, token: UInt64)] = []
    var now: Int64 = 0
    var token: UInt64 = 0
    for _ in 0..<500 {
      switch Int.random(in: 0...3, using: &random) {
      case 0, 1:
        token += 1
        let due = now + Int64.random(in: 0...50, using: &random)
        let user = UnsafeMutableRawPointer(bitPattern: UInt(token))
        queue.add(.init(function: { _, _ in }, user: user), token: token, due: due)
        model.append((due, token))
      case 2:
        let chosen = UInt64.random(in: 1...max(1, token), using: &random)
        let index = model.firstIndex { $0.token == chosen }
        #expect((queue.abort(chosen) != nil) == (index != nil))
        if let index { model.remove(at: index) }
      default:
        now += Int64.random(in: 0...40, using: &random)
        let due = model.filter { $0.due <= now }.sorted { ($0.due, $0.token) < ($1.due, $1.token) }
        model.removeAll { $0.due <= now }
        for expected in due {
          #expect(queue.popDue(at: now)?.user == UnsafeMutableRawPointer(bitPattern: UInt(expected.token)))
        }
        #expect(queue.popDue(at: now) == nil)
      }
      #expect(queue.count == model.count)
    }
    #expect(queue.popAll().count == model.count)
    #expect(queue.count == 0)
  }
}
