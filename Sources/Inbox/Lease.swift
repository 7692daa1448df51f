/// The right to do the work of one partition, for as long as it is renewed.
public struct Lease: Sendable, Hashable {
  public var partition: Int16
  /// Rises with every change of hands; what carries an older one is refused.
  public var epoch: Int64
  /// The next place in the partition's event log, when the lease began.
  public var nextPosition: Int64
  /// The next place in the partition's queue of deliveries, when the lease began.
  public var nextDelivery: Int64
  /// The owner before left nothing in flight.
  public var wasReleasedCleanly: Bool

  public init(
    partition: Int16, epoch: Int64, nextPosition: Int64, nextDelivery: Int64, wasReleasedCleanly: Bool
  ) {
    self.partition = partition
    self.epoch = epoch
    self.nextPosition = nextPosition
    self.nextDelivery = nextDelivery
    self.wasReleasedCleanly = wasReleasedCleanly
  }
}

/// What the keeper of the leases tells the owner of the work.
public enum LeaseChange: Sendable, Hashable {
  case gained(Lease)
  /// Another node has it, or may: nothing of it may be written any more.
  case lost(partition: Int16)
  /// Another node should have it: finish what is in flight, then hand it over.
  case handOver(partition: Int16)
}
