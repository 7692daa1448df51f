import Synchronization

/// A number that only grows, such as messages accepted since the start.
public final class Counter: Sendable {
  private let count = Atomic<UInt64>(0)

  public init() {}

  public func increment(by amount: UInt64 = 1) {
    count.wrappingAdd(amount, ordering: .relaxed)
  }

  public var value: UInt64 { count.load(ordering: .relaxed) }
}

extension Counter: Metric {
  public static var kind: MetricKind { .counter }

  public func write(name: String, labels: LabelText, into text: inout ExpositionText) {
    text.sample(name, labels, String(value))
  }
}
