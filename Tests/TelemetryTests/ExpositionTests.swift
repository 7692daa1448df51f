import Telemetry
import Testing

struct ExpositionTests {
  @Test func countersAndGaugesAreOneLineEach() {
    let registry = MetricsRegistry()
    let counter = registry.counter("things_total", help: "Things.")
    let gauge = registry.gauge("depth", help: "Depth.")
    counter.increment()
    counter.increment(by: 41)
    gauge.set(5)
    gauge.add(-8)
    registry.gauge("read", help: "Read.") { 7 }
    #expect(
      registry.exposition() == """
        # HELP things_total Things.
        # TYPE things_total counter
        things_total 42
        # HELP depth Depth.
        # TYPE depth gauge
        depth -3
        # HELP read Read.
        # TYPE read gauge
        read 7

        """
    )
  }

  @Test func histogramBucketsAreCumulativeAndEndWithInfinity() {
    let registry = MetricsRegistry()
    let histogram = registry.histogram("seconds", help: "Time.", bounds: [0.001, 0.5, 1])
    for duration in [Duration.milliseconds(1), .milliseconds(2), .milliseconds(500), .seconds(3)] {
      histogram.observe(duration)
    }
    #expect(histogram.count == 4)
    #expect(
      registry.exposition() == """
        # HELP seconds Time.
        # TYPE seconds histogram
        seconds_bucket{le="0.001"} 1
        seconds_bucket{le="0.5"} 3
        seconds_bucket{le="1"} 3
        seconds_bucket{le="+Inf"} 4
        seconds_sum 3.503
        seconds_count 4

        """
    )
  }

  @Test func labelsAndHelpAreEscaped() {
    let registry = MetricsRegistry()
    let family = registry.counters("c_total", help: "A \"back\\slash\"\nand more.", labels: ["name", "other"])
    family["a\"b\\c\nd", "ü"].increment()
    #expect(
      registry.exposition() == #"""
        # HELP c_total A "back\\slash"\nand more.
        # TYPE c_total counter
        c_total{name="a\"b\\c\nd",other="ü"} 1

        """#
    )
  }

  @Test func labelledHistogramsCarryTheirLabelsInEveryLine() {
    let registry = MetricsRegistry()
    let family = registry.histograms("s", help: "S.", labels: ["route"], bounds: [1])
    family["/b"].observe(.seconds(2))
    family["/a"].observe(.seconds(1))
    #expect(
      registry.exposition() == """
        # HELP s S.
        # TYPE s histogram
        s_bucket{route="/a",le="1"} 1
        s_bucket{route="/a",le="+Inf"} 1
        s_sum{route="/a"} 1
        s_count{route="/a"} 1
        s_bucket{route="/b",le="1"} 0
        s_bucket{route="/b",le="+Inf"} 1
        s_sum{route="/b"} 2
        s_count{route="/b"} 1

        """
    )
  }

  @Test func aFamilyDoesNotGrowBeyondItsLimit() {
    let family = CounterFamily(labels: ["x"], limit: 3) { Counter() }
    for index in 0..<100 { family["\(index)"].increment() }
    #expect(family["0"].value == 1)
    #expect(family["2"].value == 1)
    #expect(family[CounterFamily.overflow].value == 97)
    #expect(family["50"] === family["99"])
  }

  @Test func theSameLabelsGiveTheSameMember() {
    let family = CounterFamily(labels: ["a", "b"]) { Counter() }
    #expect(family["1", "2"] === family["1", "2"])
    #expect(family["1", "2"] !== family["2", "1"])
  }

  @Test func nothingIsLostWhenManyCount() async {
    let counter = Counter()
    let histogram = Histogram()
    let family = CounterFamily(labels: ["task"]) { Counter() }
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask {
          for _ in 0..<10_000 {
            counter.increment()
            histogram.observe(.milliseconds(task))
            family["\(task % 2)"].increment()
          }
        }
      }
    }
    #expect(counter.value == 80_000)
    #expect(histogram.count == 80_000)
    #expect(family["0"].value == 40_000)
  }

  @Test(arguments: [
    "chat4all_messages_accepted_total", "chat4all_messages_delivered_total", "chat4all_messages_failed_total",
    "chat4all_messages_sent_total", "chat4all_messages_read_total", "chat4all_inbox_depth", "chat4all_lanes_queued",
    "chat4all_sends_in_flight", "chat4all_accept_seconds", "chat4all_delivery_seconds",
    "chat4all_http_request_seconds", "chat4all_connector_results_total", "chat4all_partitions_owned",
    "chat4all_dead_letters_total", "process_resident_memory_bytes",
  ])
  func theGatewayExposes(_ name: String) {
    #expect(GatewayMetrics().registry.exposition().contains("# TYPE \(name) "))
  }

  @Test func residentMemoryIsMeasured() throws {
    let line = GatewayMetrics().registry.exposition().split(separator: "\n")
      .first { $0.hasPrefix("process_resident_memory_bytes ") }
    let bytes = try #require(line?.split(separator: " ").last.flatMap { Int($0) })
    #expect(bytes > 1_000_000)
  }
}
