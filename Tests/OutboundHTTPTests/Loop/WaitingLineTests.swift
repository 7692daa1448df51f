import TestSupport
import Testing

@testable import OutboundHTTP

struct WaitingLineTests {
  private func line(
    inFlight: Int = 4, perHost: Int = 2, queued: Int = 10, queuedPerHost: Int = 10
  ) -> WaitingLine<Int> {
    WaitingLine(maxInFlight: inFlight, maxPerHost: perHost, maxQueued: queued, maxQueuedPerHost: queuedPerHost)
  }

  private func all(_ line: inout WaitingLine<Int>) -> [Int] {
    var taken: [Int] = []
    while let item = line.next() { taken.append(item) }
    return taken
  }

  @Test func letsAsManyGoAsAHostMayHave() {
    var line = line()
    for item in 1...4 { #expect(line.add(item, host: "a") == true) }
    #expect(all(&line) == [1, 2])
    line.release(host: "a")
    #expect(line.hasNext)
    #expect(all(&line) == [3])
    #expect(line.inFlight == 2 && line.queued == 1)
  }

  @Test func letsHostsTakeTurns() {
    var line = line(inFlight: 3, perHost: 3)
    for item in 1...5 { #expect(line.add(item, host: "a") == true) }
    #expect(line.add(10, host: "b") == true)
    #expect(line.next() == 1)
    #expect(line.next() == 10)
    #expect(all(&line) == [2])
  }

  @Test func refusesWhatTheQueueHasNoRoomFor() {
    var line = line(inFlight: 1, perHost: 1, queued: 2)
    #expect(line.add(1, host: "a") == true)
    #expect(line.next() == 1)
    #expect(line.add(2, host: "a") && line.add(3, host: "b"))
    #expect(line.add(4, host: "c") == false)
    line.release(host: "a")
    #expect(line.next() != nil)
    #expect(line.add(4, host: "c") == true)
  }

  @Test func keepsADeadHostFromTakingAllPlaces() {
    var line = line(inFlight: 10, perHost: 1, queued: 10, queuedPerHost: 2)
    #expect(line.add(1, host: "dead") == true)
    #expect(line.next() == 1)
    #expect(line.add(2, host: "dead") && line.add(3, host: "dead"))
    #expect(line.add(4, host: "dead") == false)
    #expect(line.add(5, host: "well") == true)
    #expect(line.next() == 5)
  }

  @Test func needsNoQueueForWhoCanGoAtOnce() {
    var line = line(inFlight: 2, perHost: 2, queued: 0, queuedPerHost: 0)
    #expect(line.add(1, host: "a") == true)
    #expect(line.next() == 1)
    #expect(line.add(2, host: "a") == true)
    #expect(line.next() == 2)
    #expect(line.add(3, host: "a") == false)
  }

  @Test func takesOutWhoWaitsInVain() {
    var line = line(inFlight: 1, perHost: 1)
    for item in 1...4 { #expect(line.add(item, host: item.isMultiple(of: 2) ? "even" : "odd") == true) }
    #expect(Set(line.remove { $0.isMultiple(of: 2) }) == [2, 4])
    #expect(line.queued == 2)
    #expect(line.next() == 1)
    line.release(host: "odd")
    #expect(all(&line) == [3])
    line.release(host: "odd")
    #expect(!line.hasNext && line.inFlight == 0)
  }

  @Test func staysWithinItsLimitsWhateverHappens() {
    var random = SeededGenerator(seed: 5)
    var line = line(inFlight: 5, perHost: 2, queued: 8, queuedPerHost: 4)
    let hosts = ["a", "b", "c", "d"]
    var under: [String: Int] = [:]
    var waiting = 0
    var names: [Int: String] = [:]
    for item in 0..<20_000 {
      switch Int.random(in: 0...4, using: &random) {
      case 0, 1:
        let host = hosts.randomElement(using: &random)!
        names[item] = host
        if line.add(item, host: host) { waiting += 1 }
      case 2:
        if let taken = line.next() {
          under[names[taken]!, default: 0] += 1
          waiting -= 1
        } else {
          // Nobody is kept waiting who could go.
          #expect(line.inFlight == 5 || waiting == 0 || !line.hasNext)
        }
      case 3:
        if let host = under.filter({ $0.value > 0 }).keys.sorted().randomElement(using: &random) {
          under[host]! -= 1
          line.release(host: host)
        }
      default:
        waiting -= line.remove { $0.isMultiple(of: 97) }.count
      }
      #expect(line.inFlight == under.values.reduce(0, +) && line.inFlight <= 5)
      #expect(under.values.allSatisfy { $0 <= 2 })
      #expect(line.queued == waiting)
      #expect(line.queued <= 8 + 5)
    }
  }
}
