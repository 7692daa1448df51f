import Testing

@testable import sandbox

@Suite struct CallbackQueueTests {
  private static let start = Moment(milliseconds: 1_000_000)
  private var random = SeededGenerator(seed: 1)

  private func queue(
    maxInFlight: Int = 10, batch: Int = 1, capacity: Int = 100, schedule: RedeliverySchedule = .telegram
  ) -> CallbackQueue<String> {
    CallbackQueue(.init(schedule: schedule, maxInFlight: maxInFlight, batch: batch, capacity: capacity))
  }

  /// Everything that may go now, in this order.
  private func expect(
    _ queue: inout CallbackQueue<String>, _ expected: [[String]], at now: Moment = start,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    var found: [[String]] = []
    while let delivery = queue.next(now: now) { found.append(delivery.contents) }
    #expect(found == expected, sourceLocation: sourceLocation)
  }

  @Test func keepsTheOrderOfAChat() {
    var queue = queue()
    for name in ["a1", "a2"] { #expect(queue.add(name, lane: .chat(1), now: Self.start) == true) }
    let first = queue.next(now: Self.start)
    #expect(first?.contents == ["a1"])
    #expect(queue.next(now: Self.start) == nil)
    queue.succeeded(first?.id ?? 0, now: Self.start)
    expect(&queue, [["a2"]])
  }

  @Test func servesChatsBesideEachOtherUpToItsLimit() {
    var queue = queue(maxInFlight: 2)
    for chat in 1...3 { #expect(queue.add("c\(chat)", lane: .chat(Int64(chat)), now: Self.start) == true) }
    expect(&queue, [["c1"], ["c2"]])
    #expect(queue.pending == 3)
  }

  @Test func putsSeveralContentsIntoAPost() {
    var queue = queue(batch: 3)
    for name in ["a1", "a2", "a3", "a4"] { #expect(queue.add(name, lane: .chat(1), now: Self.start) == true) }
    #expect(queue.add("b1", lane: .chat(2), now: Self.start) == true)
    expect(&queue, [["a1", "a2", "a3"], ["b1"]])
  }

  @Test mutating func holdsUpOnlyTheChatThatFails() {
    var queue = queue()
    for name in ["a1", "a2"] { #expect(queue.add(name, lane: .chat(1), now: Self.start) == true) }
    #expect(queue.add("b1", lane: .chat(2), now: Self.start) == true)
    let first = queue.next(now: Self.start)
    let delay = queue.failed(first?.id ?? 0, now: Self.start, retryAfter: 7, using: &random)
    #expect(delay == 7000)
    expect(&queue, [["b1"]])
    #expect(queue.nextWake == Self.start + 7000)
    let again = queue.next(now: Self.start + 7000)
    #expect(again?.contents == ["a1"])
    #expect(again?.attempts == 2)
    queue.succeeded(again?.id ?? 0, now: Self.start + 7000)
    expect(&queue, [["a2"]], at: Self.start + 7000)
  }

  @Test mutating func sendsAFailedBatchAgainAsItWas() {
    var queue = queue(batch: 10, schedule: .whatsapp)
    #expect(queue.add("a1", lane: .chat(1), now: Self.start) == true)
    let first = queue.next(now: Self.start)
    #expect(queue.add("a2", lane: .chat(1), now: Self.start) == true)
    let delay = queue.failed(first?.id ?? 0, now: Self.start, retryAfter: nil, using: &random)
    #expect(delay == 0)
    expect(&queue, [["a1"]])
  }

  @Test mutating func dropsWhatIsTooOld() {
    var queue = queue()
    #expect(queue.add("a1", lane: .chat(1), now: Self.start) == true)
    let first = queue.next(now: Self.start)
    let late = Self.start + RedeliverySchedule.telegram.lifetime + 1
    let delay = queue.failed(first?.id ?? 0, now: late, retryAfter: nil, using: &random)
    #expect(delay == nil)
    #expect(queue.pending == 0)
    #expect(queue.next(now: late + 200_000) == nil)
  }

  @Test func refusesMoreThanItHolds() {
    var queue = queue(capacity: 1)
    #expect(queue.add("a1", lane: .chat(1), now: Self.start) == true)
    #expect(queue.add("a2", lane: .chat(1), now: Self.start) == false)
    #expect(queue.isFull)
  }

  @Test func waitsUntilAContentIsDue() {
    var queue = queue()
    #expect(queue.add("later", lane: .chat(1), now: Self.start, dueAt: Self.start + 50) == true)
    #expect(queue.next(now: Self.start) == nil)
    #expect(queue.nextWake == Self.start + 50)
    expect(&queue, [["later"]], at: Self.start + 50)
  }

  @Test func takesWhatHasNoLaneOutOfTheOrder() {
    var queue = queue()
    #expect(queue.add("a1", lane: .chat(1), now: Self.start) == true)
    #expect(queue.add("a1 again", lane: nil, now: Self.start) == true)
    expect(&queue, [["a1"], ["a1 again"]])
  }

  @Test func forgetsWhatWaitsAndGoesOnAfterwards() {
    var queue = queue()
    for name in ["a1", "a2"] { #expect(queue.add(name, lane: .chat(1), now: Self.start) == true) }
    let running = queue.next(now: Self.start)
    #expect(queue.removeAll() == ["a2"])
    #expect(queue.add("a3", lane: .chat(1), now: Self.start) == true)
    #expect(queue.next(now: Self.start) == nil)
    queue.succeeded(running?.id ?? 0, now: Self.start)
    expect(&queue, [["a3"]])
  }

  @Test(arguments: [1, 7, 42])
  func deliversEverythingOnceInOrderWhateverFails(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var queue = queue(maxInFlight: 4, batch: 3, capacity: 10_000)
    var now = Self.start
    for number in 0..<500 {
      #expect(queue.add("\(number)", lane: .chat(Int64(number % 7)), now: now) == true)
    }
    var delivered: [Int: [Int]] = [:]
    while queue.pending > 0 {
      guard let delivery = queue.next(now: now) else {
        now = max(now, queue.nextWake ?? now) + 1
        continue
      }
      if random.happens(0.3) {
        let delay = queue.failed(delivery.id, now: now, retryAfter: 1, using: &random)
        #expect(delay != nil)
      } else {
        for number in delivery.contents.compactMap(Int.init) { delivered[number % 7, default: []].append(number) }
        queue.succeeded(delivery.id, now: now)
      }
    }
    for (lane, numbers) in delivered { #expect(numbers == Array(stride(from: lane, to: 500, by: 7))) }
    #expect(delivered.count == 7)
  }
}
