import Telemetry
import Testing

struct ReadingFamilyTests {
  @Test func readsAFigureForEachCombinationOfLabels() {
    let registry = MetricsRegistry()
    registry.readings(Counter.self, "ends_total", help: "Ends.", labels: ["account", "reason"]) {
      [(["b", "exit"], 2), (["a", "SIGSEGV"], 1)]
    }
    registry.readings(Gauge.self, "up", help: "Up.", labels: ["account"]) { [] }
    #expect(
      registry.exposition() == """
        # HELP ends_total Ends.
        # TYPE ends_total counter
        ends_total{account="a",reason="SIGSEGV"} 1
        ends_total{account="b",reason="exit"} 2
        # HELP up Up.
        # TYPE up gauge

        """)
  }
}
