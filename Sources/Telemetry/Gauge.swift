import Synchronization

/// A whole number that rises and falls, such as the messages waiting in the inbox.
public final class Gauge: Sendable {
  private let current = Atomic<Int64>(0)

  public init() {}

  public func set(_ value: Int64) {
    current.store(value, ordering: .relaxed)
  }

  /// Adds `amount`, which may be negative.
  public func add(_ amount: Int64) {
    current.wrappingAdd(amount, ordering: .relaxed)
  }

  public var value: Int64 { current.load(ordering: .relaxed) }
}

extension Gauge: Metric {
  public static var kind: MetricKind { .gauge }

  public func write(name: String, labels: LabelText, into text: inout ExpositionText) {
    text.sample(name, labels, String(value))
  }
}
