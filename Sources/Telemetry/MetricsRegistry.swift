import Synchronization

/// The metrics of one process, in the order in which they are exposed.
public final class MetricsRegistry: Sendable {
  private struct Entry: Sendable {
    var name: String
    var help: String
    var kind: MetricKind
    var metric: any Metric
  }

  private let entries = Mutex<[Entry]>([])

  public init() {}

  public func counter(_ name: String, help: String) -> Counter {
    add(name, help, Counter())
  }

  public func gauge(_ name: String, help: String) -> Gauge {
    add(name, help, Gauge())
  }

  /// A gauge that is read when the metrics are scraped; `read` must not block.
  public func gauge(_ name: String, help: String, read: @escaping @Sendable () -> Int64) {
    _ = add(name, help, ReadingGauge(read))
  }

  /// Figures that are read when the metrics are scraped; `read` must not block.
  public func readings<Kind: Metric>(
    _: Kind.Type, _ name: String, help: String, labels: [String],
    read: @escaping @Sendable () -> [ReadingFamily<Kind>.Reading]
  ) {
    _ = add(name, help, ReadingFamily<Kind>(labels: labels, read: read))
  }

  public func histogram(_ name: String, help: String, bounds: [Double] = Histogram.defaultBounds) -> Histogram {
    add(name, help, Histogram(bounds: bounds))
  }

  public func counters(_ name: String, help: String, labels: [String]) -> CounterFamily {
    add(name, help, CounterFamily(labels: labels) { Counter() })
  }

  public func gauges(_ name: String, help: String, labels: [String]) -> GaugeFamily {
    add(name, help, GaugeFamily(labels: labels) { Gauge() })
  }

  public func histograms(
    _ name: String,
    help: String,
    labels: [String],
    bounds: [Double] = Histogram.defaultBounds
  ) -> HistogramFamily {
    add(name, help, HistogramFamily(labels: labels) { Histogram(bounds: bounds) })
  }

  /// Every metric as it stands now, in the text format of Prometheus.
  public func exposition() -> String {
    var text = ExpositionText()
    for entry in entries.withLock({ $0 }) {
      text.heading(entry.name, help: entry.help, kind: entry.kind)
      entry.metric.write(name: entry.name, labels: LabelText(), into: &text)
    }
    return text.text
  }

  private func add<Added: Metric>(_ name: String, _ help: String, _ metric: Added) -> Added {
    entries.withLock { entries in
      precondition(!entries.contains { $0.name == name }, "the metric \(name) exists already")
      entries.append(Entry(name: name, help: help, kind: Added.kind, metric: metric))
    }
    return metric
  }
}
