import AsyncAlgorithms
public import FoundationEssentials
public import Logging
import Model
public import Postgres
public import ServiceLifecycle
import Synchronization

/// Keeps this node's leases: renews them, takes free ones up to its share, asks to hand over what is too much.
///
/// A beat is one transaction. When beats fail for longer than the leases live, other nodes take over; this node learns
/// of it at its next write, which is fenced, or at its next beat.
public final class LeaseKeeper: Service {
  public struct Configuration: Sendable {
    public var nodeID: UUID
    public var address: String
    public var partitionCount: Int16
    /// How long a lease lives without renewal: the upper bound of a take-over, but for one beat.
    public var timeToLive: Duration
    public var beat: Duration

    public init(
      nodeID: UUID, address: String, partitionCount: Int16, timeToLive: Duration = .seconds(5),
      beat: Duration = .seconds(1)
    ) {
      self.nodeID = nodeID
      self.address = address
      self.partitionCount = partitionCount
      self.timeToLive = timeToLive
      self.beat = beat
    }
  }

  private struct State {
    /// Epochs by partition.
    var held: [Int16: Int64] = [:]
    var handingOver: Set<Int16> = []
    var isDraining = false
    var lastBeat: ContinuousClock.Instant?
  }

  private let configuration: Configuration
  private let pool: PostgresPool
  private let logger: Logger
  private let changed: @Sendable ([LeaseChange]) -> Void
  private let state = Mutex(State())

  /// - Parameter changed: Gets every change, in order, from the keeper's own task.
  public init(
    configuration: Configuration, pool: PostgresPool, logger: Logger,
    changed: @escaping @Sendable ([LeaseChange]) -> Void
  ) {
    self.configuration = configuration
    self.pool = pool
    self.logger = logger
    self.changed = changed
  }

  /// Whether this node owns the partition, as far as it knows.
  public func owns(_ partition: Int16) -> Bool {
    state.withLock { $0.held[partition] != nil }
  }

  public var ownedCount: Int { state.withLock { $0.held.count } }

  /// Whether a beat succeeded within the life of a lease.
  public var isAlive: Bool {
    state.withLock { state in
      state.lastBeat.map { ContinuousClock.now - $0 < configuration.timeToLive } ?? false
    }
  }

  /// Takes no more leases and tells the other nodes so; what is held goes back through ``released(_:)``.
  public func drain() {
    let held = state.withLock { state in
      state.isDraining = true
      state.handingOver.formUnion(state.held.keys)
      return state.held.keys.sorted()
    }
    changed(held.map { .handOver(partition: $0) })
  }

  /// The owner has given this partition back.
  public func released(_ partition: Int16) {
    state.withLock { state in
      state.held[partition] = nil
      state.handingOver.remove(partition)
    }
  }

  public func run() async throws {
    var isFailing = false
    await attempt(&isFailing)
    for await _ in AsyncTimerSequence(interval: configuration.beat, clock: .continuous).cancelOnGracefulShutdown() {
      await attempt(&isFailing)
    }
  }

  private func attempt(_ isFailing: inout Bool) async {
    do {
      try await beat()
      if isFailing { logger.info("leases are renewed again") }
      isFailing = false
    } catch {
      if !isFailing { logger.error("leases cannot be renewed", metadata: ["error": "\(error)"]) }
      isFailing = true
    }
  }

  private func beat() async throws {
    let (held, draining) = state.withLock { ($0.held, $0.isDraining) }
    let node = configuration.nodeID
    let timeToLive = configuration.timeToLive
    let configuration = configuration
    let beat = try await pool.transaction { connection in
      var queries = [
        LeaseQueries.heartbeat(node: node, address: configuration.address, draining: draining),
        LeaseQueries.liveNodes(timeToLive: timeToLive),
        LeaseQueries.prune(),
      ]
      if !held.isEmpty { queries.append(LeaseQueries.renew(node: node, timeToLive: timeToLive, held: held)) }
      let results = try connection.pipeline(queries)
      let renewed = held.isEmpty ? [] : try results[3].map { try $0.int16(0) }
      let share = LeaseShare(
        partitions: Int(configuration.partitionCount), liveNodes: Int(try results[1].single().int64(0)))
      var gained: [Lease] = []
      let room = share.room(held: renewed.count)
      if room > 0, !draining {
        let query = LeaseQueries.acquire(node: node, timeToLive: timeToLive, limit: room, except: renewed)
        gained = try LeaseQueries.leases(from: connection.query(query))
      }
      return Beat(renewed: Set(renewed), gained: gained, excess: share.excess(held: renewed.count))
    }
    apply(beat, held: held)
  }

  private struct Beat: Sendable {
    var renewed: Set<Int16>
    var gained: [Lease]
    var excess: Int
  }

  private func apply(_ beat: Beat, held: [Int16: Int64]) {
    let changes = state.withLock { state -> [LeaseChange] in
      state.lastBeat = .now
      var changes: [LeaseChange] = []
      // What the owner released during the beat is neither held nor lost.
      for partition in held.keys.sorted() where !beat.renewed.contains(partition) {
        guard state.held.removeValue(forKey: partition) != nil else { continue }
        state.handingOver.remove(partition)
        changes.append(.lost(partition: partition))
      }
      for lease in beat.gained {
        state.held[lease.partition] = lease.epoch
        changes.append(.gained(lease))
      }
      let keep = state.held.keys.filter { !state.handingOver.contains($0) }.sorted()
      for partition in keep.suffix(max(0, beat.excess - state.handingOver.count)) {
        state.handingOver.insert(partition)
        changes.append(.handOver(partition: partition))
      }
      return changes
    }
    guard !changes.isEmpty else { return }
    logger.info("leases changed", metadata: ["changes": "\(changes.count)", "held": "\(ownedCount)"])
    changed(changes)
  }
}
