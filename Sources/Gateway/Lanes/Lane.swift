import DequeModule

/// One lane's state: a value, moved by ``LaneScheduler``.
struct Lane {
  enum Phase: Equatable {
    /// In its account's list of lanes that can go on.
    case ready
    /// The first item is with the connector, or its answer is being written down.
    case busy
    /// The first item waits for its time.
    case resting
    /// Nothing to do.
    case idle
  }

  /// Items kept in memory; what comes after them waits in the database.
  static let capacity = 256

  let partition: Int16
  var phase = Phase.idle
  var items: Deque<LaneItem> = []
  /// The place in the queue of the last item that this lane has seen: what lies before it is here or done.
  var lastQueueID: Int64 = 0
  /// An item had to stay in the database because the lane was full; all that come after it have to stay there too.
  var hasSpilled = false
  /// The partition was given up while an item was with the connector.
  var isOrphaned = false

  init(partition: Int16) {
    self.partition = partition
  }

  /// Takes an item over, unless it is known already, the lane is full, or its partition has gone; says whether it did.
  mutating func append(_ item: LaneItem) -> Bool {
    guard item.queueID > lastQueueID, !isOrphaned else { return false }
    // Once an item had to stay behind, later ones must too, or they would overtake it.
    guard items.count < Self.capacity, !hasSpilled else {
      hasSpilled = true
      return false
    }
    items.append(item)
    lastQueueID = item.queueID
    return true
  }
}
