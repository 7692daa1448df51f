/// A gauge whose value is read when somebody asks, such as the process's memory.
final class ReadingGauge: Metric {
  static var kind: MetricKind { .gauge }

  private let read: @Sendable () -> Int64

  init(_ read: @escaping @Sendable () -> Int64) {
    self.read = read
  }

  func write(name: String, labels: LabelText, into text: inout ExpositionText) {
    text.sample(name, labels, String(read()))
  }
}
