/// Figures that are read when somebody asks, one for each combination of label values: what another room counts anyway.
///
/// `Kind` says what they are: `ReadingFamily<Counter>` for what only grows, `ReadingFamily<Gauge>` for what rises and
/// falls.
public final class ReadingFamily<Kind: Metric>: Metric {
  /// The values in the order of the label names, and the figure.
  public typealias Reading = (labels: [String], value: Int64)

  public static var kind: MetricKind { Kind.kind }

  private let labelNames: [String]
  private let read: @Sendable () -> [Reading]

  init(labels labelNames: [String], read: @escaping @Sendable () -> [Reading]) {
    self.labelNames = labelNames
    self.read = read
  }

  public func write(name: String, labels: LabelText, into text: inout ExpositionText) {
    for reading in read().sorted(by: { $0.labels.lexicographicallyPrecedes($1.labels) }) {
      let own = zip(labelNames, reading.labels).reduce(labels) { $0.adding($1.0, $1.1) }
      text.sample(name, own, String(reading.value))
    }
  }
}
