/// Something that can be measured and exposed under a name.
public protocol Metric: AnyObject, Sendable {
  static var kind: MetricKind { get }

  /// Writes the samples as they stand now.
  func write(name: String, labels: LabelText, into text: inout ExpositionText)
}

/// The word behind `# TYPE`.
public enum MetricKind: String, Sendable {
  case counter
  case gauge
  case histogram
}
