/// How many partitions a node should hold, so that all nodes hold about the same number.
struct LeaseShare {
  var partitions: Int
  var liveNodes: Int

  /// The most that one node holds: the even share, rounded up.
  var maximum: Int { (partitions + max(liveNodes, 1) - 1) / max(liveNodes, 1) }

  /// How many of `held` to hand over to others.
  func excess(held: Int) -> Int { max(0, held - maximum) }

  /// How many to take where they are free.
  func room(held: Int) -> Int { max(0, maximum - held) }
}
