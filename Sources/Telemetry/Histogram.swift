import Synchronization

/// How long something took, counted in buckets with fixed upper bounds.
///
/// Exposed in seconds, as Prometheus asks. A bucket counts the durations up to and including its bound.
public final class Histogram: Sendable {
  /// From a millisecond to half a minute: requests and deliveries.
  public static let defaultBounds: [Double] = [
    0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30,
  ]

  private let bounds: [Double]
  private let limits: [Int64]
  // One more than there are bounds: the last one counts what is above all of them.
  private let buckets: [Counter]
  private let sum = Atomic<Int64>(0)

  /// - Parameter bounds: upper bounds in seconds, ascending.
  public init(bounds: [Double] = Histogram.defaultBounds) {
    precondition(zip(bounds, bounds.dropFirst()).allSatisfy { $0 < $1 }, "bounds must ascend")
    self.bounds = bounds
    limits = bounds.map { Int64(($0 * 1e9).rounded()) }
    buckets = (0...bounds.count).map { _ in Counter() }
  }

  public func observe(_ duration: Duration) {
    let parts = duration.components
    observe(nanoseconds: parts.seconds * 1_000_000_000 + parts.attoseconds / 1_000_000_000)
  }

  public func observe(nanoseconds: Int64) {
    buckets[limits.firstIndex { nanoseconds <= $0 } ?? limits.count].increment()
    sum.wrappingAdd(nanoseconds, ordering: .relaxed)
  }

  /// How many durations were observed.
  public var count: UInt64 { buckets.reduce(0) { $0 + $1.value } }
}

extension Histogram: Metric {
  public static var kind: MetricKind { .histogram }

  public func write(name: String, labels: LabelText, into text: inout ExpositionText) {
    // Readers demand that +Inf and _count agree, so both come from the one walk over the buckets.
    var total: UInt64 = 0
    for (index, bucket) in buckets.enumerated() {
      total += bucket.value
      let bound = index < bounds.count ? ExpositionText.number(bounds[index]) : "+Inf"
      text.sample(name + "_bucket", labels.adding("le", bound), String(total))
    }
    text.sample(name + "_sum", labels, ExpositionText.number(Double(sum.load(ordering: .relaxed)) / 1e9))
    text.sample(name + "_count", labels, String(total))
  }
}
