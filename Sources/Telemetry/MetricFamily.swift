import Synchronization

/// One metric per combination of label values.
///
/// The number of combinations is bounded: once ``limit`` of them exist, further ones share a single member whose
/// label values all read `other`, so that values from outside cannot fill the memory or the scrape.
public final class MetricFamily<Member: Metric>: Sendable {
  /// The label value of the combinations beyond the limit.
  public static var overflow: String { "other" }

  public let labelNames: [String]
  public let limit: Int
  private let make: @Sendable () -> Member
  private let members = Mutex<[[String]: Member]>([:])

  public init(labels labelNames: [String], limit: Int = 1000, make: @escaping @Sendable () -> Member) {
    self.labelNames = labelNames
    self.limit = limit
    self.make = make
  }

  /// The member with these label values, in the order of ``labelNames``. Worth keeping where it is used often.
  public subscript(_ values: String...) -> Member { member(values) }

  public func member(_ values: [String]) -> Member {
    precondition(values.count == labelNames.count, "one value per label")
    return members.withLock { members in
      if let member = members[values] { return member }
      let key = members.count < limit ? values : labelNames.map { _ in Self.overflow }
      if let member = members[key] { return member }
      let member = make()
      members[key] = member
      return member
    }
  }
}

extension MetricFamily: Metric {
  public static var kind: MetricKind { Member.kind }

  public func write(name: String, labels: LabelText, into text: inout ExpositionText) {
    let present = members.withLock { Array($0) }
    for (values, member) in present.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) }) {
      var own = labels
      for (label, value) in zip(labelNames, values) { own = own.adding(label, value) }
      member.write(name: name, labels: own, into: &text)
    }
  }
}

/// Counters that differ in their labels.
public typealias CounterFamily = MetricFamily<Counter>
/// Gauges that differ in their labels.
public typealias GaugeFamily = MetricFamily<Gauge>
/// Histograms that differ in their labels.
public typealias HistogramFamily = MetricFamily<Histogram>
