import Connectors
import Testing

@testable import Gateway

struct ChannelLogTests {
  @Test func tellsEachChangeOnce() {
    var log = ChannelLog()
    #expect(log.news(of: "line", health: .ok, breaker: .closed) == nil)
    let news = log.news(of: "line", health: .ok, breaker: .open)
    #expect(news == .down(.breakerOpen))
    // Not told yet: still news.
    #expect(log.news(of: "line", health: .ok, breaker: .open) == news)
    log.told(.down(.breakerOpen), of: "line")
    #expect(log.news(of: "line", health: .ok, breaker: .open) == nil)
    #expect(log.news(of: "line", health: .paused, breaker: .closed) == nil)
    #expect(log.news(of: "line", health: .ok, breaker: .halfOpen) == nil)
    #expect(log.news(of: "line", health: .ok, breaker: .closed) == .up)
    log.told(.up, of: "line")
    #expect(log.news(of: "line", health: .degraded, breaker: .closed) == nil)
  }

  @Test(arguments: [
    (ConnectorHealth.Status.paused, ChannelLog.Reason.paused), (.failed, .failed), (.hung, .hung),
  ])
  func aSickConnectorIsDown(status: ConnectorHealth.Status, reason: ChannelLog.Reason) {
    #expect(ChannelLog().news(of: "line", health: status, breaker: .closed) == .down(reason))
  }

  @Test func whoStartsOrStopsIsNeitherUpNorDown() {
    var log = ChannelLog()
    log.told(.down(.failed), of: "line")
    for status in [ConnectorHealth.Status.starting, .stopped] {
      #expect(log.news(of: "line", health: status, breaker: .closed) == nil)
      #expect(log.news(of: "other", health: status, breaker: .open) == nil)
    }
  }

  @Test func anAccountsPlaceInTheLogIsForEverTheSame() {
    #expect(ChannelWatch.logID(of: "line") == ChannelWatch.logID(of: "line"))
    #expect(ChannelWatch.logID(of: "line") != ChannelWatch.logID(of: "lime"))
    #expect(Array(ChannelWatch.logID(of: "line").description)[14] == "8")
  }
}
