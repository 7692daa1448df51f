/// The lease of one partition, with the numbers that its owner hands out.
struct PartitionCounter: Sendable, Hashable {
  var epoch: Int64
  /// The next place in the event log.
  var nextPosition: Int64
  /// The next place in the queue of deliveries.
  var nextDelivery: Int64

  mutating func takePosition() -> Int64 {
    defer { nextPosition += 1 }
    return nextPosition
  }

  mutating func takeDelivery() -> Int64 {
    defer { nextDelivery += 1 }
    return nextDelivery
  }
}
