import TestSupport
import Testing

@testable import OutboundHTTP

struct WaitingLineTests {
  private func line(
    inFlight: Int = 4, perHost: Int = 2, perParty: Int = .max, queued: Int = 10, queuedPerHost: Int = 10
  ) -> WaitingLine<Int> {
    WaitingLine(
      maxInFlight: inFlight, maxPerHost: perHost, maxPerParty: perParty, maxQueued: queued,
      maxQueuedPerHost: queuedPerHost)
  }

  private func all(_ line: inout WaitingLine<Int>) -> [Int] {
    var taken: [Int] = []
    while let item = line.next() { taken.append(item) }
    return taken
  }

  @Test func letsAsManyGoAsAHostMayHave() {
    var line = line()
    for item in 1...4 { #expect(line.add(item, to: .init(host: "a")) == true) }
    #expect(all(&line) == [1, 2])
    line.release(.init(host: "a"))
    #expect(line.hasNext)
    #expect(all(&line) == [3])
    #expect(line.inFlight == 2 && line.queued == 1)
  }

  @Test func letsHostsTakeTurns() {
    var line = line(inFlight: 3, perHost: 3)
    for item in 1...5 { #expect(line.add(item, to: .init(host: "a")) == true) }
    #expect(line.add(10, to: .init(host: "b")) == true)
    #expect(line.next() == 1)
    #expect(line.next() == 10)
    #expect(all(&line) == [2])
  }

  @Test func refusesWhatTheQueueHasNoRoomFor() {
    var line = line(inFlight: 1, perHost: 1, queued: 2)
    #expect(line.add(1, to: .init(host: "a")) == true)
    #expect(line.next() == 1)
    #expect(line.add(2, to: .init(host: "a")) && line.add(3, to: .init(host: "b")))
    #expect(line.add(4, to: .init(host: "c")) == false)
    line.release(.init(host: "a"))
    #expect(line.next() != nil)
    #expect(line.add(4, to: .init(host: "c")) == true)
  }

  @Test func keepsADeadHostFromTakingAllPlaces() {
    var line = line(inFlight: 10, perHost: 1, queued: 10, queuedPerHost: 2)
    #expect(line.add(1, to: .init(host: "dead")) == true)
    #expect(line.next() == 1)
    #expect(line.add(2, to: .init(host: "dead")) && line.add(3, to: .init(host: "dead")))
    #expect(line.add(4, to: .init(host: "dead")) == false)
    #expect(line.add(5, to: .init(host: "well")) == true)
    #expect(line.next() == 5)
  }

  @Test func needsNoQueueForWhoCanGoAtOnce() {
    var line = line(inFlight: 2, perHost: 2, queued: 0, queuedPerHost: 0)
    #expect(line.add(1, to: .init(host: "a")) == true)
    #expect(line.next() == 1)
    #expect(line.add(2, to: .init(host: "a")) == true)
    #expect(line.next() == 2)
    #expect(line.add(3, to: .init(host: "a")) == false)
  }

  @Test func takesOutWhoWaitsInVain() {
    var line = line(inFlight: 1, perHost: 1)
    for item in 1...4 { #expect(line.add(item, to: .init(host: item.isMultiple(of: 2) ? "even" : "odd")) == true) }
    #expect(Set(line.remove { $0.isMultiple(of: 2) }) == [2, 4])
    #expect(line.queued == 2)
    #expect(line.next() == 1)
    line.release(.init(host: "odd"))
    #expect(all(&line) == [3])
    line.release(.init(host: "odd"))
    #expect(!line.hasNext && line.inFlight == 0)
  }

  @Test func keepsOnePartyFromTakingAllPlaces() {
    var line = line(inFlight: 4, perHost: 4, perParty: 2)
    let greedy = ["a", "b"].map { WaitingLine<Int>.Place(party: "greedy", host: $0) }
    for item in 0..<6 { #expect(line.add(item, to: greedy[item % 2]) == true) }
    #expect(all(&line) == [0, 1])
    #expect(line.add(10, to: .init(party: "modest", host: "a")) && line.add(11, to: .init(host: "a")))
    #expect(all(&line) == [10, 11])
    line.release(greedy[0])
    #expect(all(&line) == [3])
    #expect(line.inFlight == 4 && line.queued == 3)
  }

  @Test func givesTheTurnOfWhoWaitsNoMoreToAnotherOfTheParty() {
    var line = line(inFlight: 4, perHost: 4, perParty: 1)
    let places = ["a", "b", "c"].map { WaitingLine<Int>.Place(party: "one", host: $0) }
    for item in 0..<3 { #expect(line.add(item, to: places[item]) == true) }
    #expect(all(&line) == [0])
    line.release(places[0])
    #expect(line.remove { $0 == 1 } == [1])
    #expect(all(&line) == [2])
  }

  @Test func staysWithinItsLimitsWhateverHappens() {
    var random = SeededGenerator(seed: 5)
    var line = line(inFlight: 7, perHost: 2, perParty: 3, queued: 12, queuedPerHost: 4)
    let places = ["a", "b", "c", "d"].flatMap { host in
      [nil, "one", "two"].map { WaitingLine<Int>.Place(party: $0, host: host) }
    }
    var under: [WaitingLine<Int>.Place: Int] = [:]
    var waiting: [Int: WaitingLine<Int>.Place] = [:]
    func ofParty(_ party: String?) -> Int {
      party.map { party in under.reduce(0) { $1.key.party == party ? $0 + $1.value : $0 } } ?? 0
    }
    for item in 0..<20_000 {
      switch Int.random(in: 0...4, using: &random) {
      case 0, 1:
        let place = places.randomElement(using: &random)!
        if line.add(item, to: place) { waiting[item] = place }
      case 2:
        if let taken = line.next() {
          under[waiting.removeValue(forKey: taken)!, default: 0] += 1
        } else {
          // Nobody is kept waiting who could go.
          let couldGo = waiting.values.contains { under[$0, default: 0] < 2 && ofParty($0.party) < 3 }
          #expect(line.inFlight == 7 || !couldGo)
        }
      case 3:
        if let place = places.filter({ under[$0, default: 0] > 0 }).randomElement(using: &random) {
          under[place]! -= 1
          line.release(place)
        }
      default:
        for gone in line.remove(where: { $0.isMultiple(of: 7) }) { waiting[gone] = nil }
      }
      #expect(line.inFlight == under.values.reduce(0, +) && line.inFlight <= 7)
      #expect(under.values.allSatisfy { $0 <= 2 } && ofParty("one") <= 3 && ofParty("two") <= 3)
      #expect(line.queued == waiting.count && line.queued <= 12 + 7)
    }
  }
}
