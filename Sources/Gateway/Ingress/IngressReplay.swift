public import Model
public import Postgres
import Store

/// Routes recorded events again, for an operator: after an owner was named, or a mistake was mended.
public struct IngressReplay: Sendable {
  /// Which events.
  public struct Selection: Sendable {
    public var account: String?
    public var since: Timestamp?
    /// Those too that have been routed: nothing becomes of them twice.
    public var includesRouted: Bool

    public init(account: String? = nil, since: Timestamp? = nil, includesRouted: Bool = false) {
      self.account = account
      self.since = since
      self.includesRouted = includesRouted
    }
  }

  /// What came of it.
  public struct Summary: Sendable, Hashable {
    public var found = 0
    public var routed = 0
    public var unrouted = 0
    /// Whole callbacks, which the running gateway hands to their connectors again.
    public var callbacks = 0
    /// Why those that were found had not been routed, or had not been when only looked at.
    public var reasons: [String: Int] = [:]
  }

  private static let batch = 200

  private let rules: IngressRules
  private let pool: PostgresPool

  public init(rules: IngressRules, pool: PostgresPool) {
    self.rules = rules
    self.pool = pool
  }

  /// - Parameter isDry: Only looks.
  public func run(_ selection: Selection, isDry: Bool) async throws -> Summary {
    var summary = Summary()
    var last: Int64 = 0
    while true {
      let after = last
      let recorded = try await pool.perform { connection in
        try IngressEventStore.select(
          after: after, account: selection.account, since: selection.since, routed: selection.includesRouted,
          limit: Self.batch, on: connection)
      }
      guard let newest = recorded.last else { return summary }
      last = newest.id
      summary.found += recorded.count
      for event in recorded { if let reason = event.reason { summary.reasons[reason, default: 0] += 1 } }
      guard !isDry else { continue }
      let callbacks = recorded.filter { KeptCallback.isOne($0.data) }.map(\.id)
      if !callbacks.isEmpty {
        let again = selection.includesRouted
        try await pool.perform { connection in
          _ = try connection.query(IngressEventStore.replay(callbacks: callbacks, again: again))
        }
        summary.callbacks += callbacks.count
      }
      let events = recorded.compactMap { IntakeEvent($0, again: selection.includesRouted) }
      let rules = rules
      let counts = try await pool.perform { connection in
        // No partition is this process's own, so the gateways are told.
        let result = try EventIntake.store(events, rules: rules, isLocal: { _ in false }, on: connection)
        return (
          routed: result.tallies.values.reduce(0, +) - result.count(of: .unrouted),
          unrouted: result.count(of: .unrouted)
        )
      }
      summary.routed += counts.routed
      summary.unrouted += counts.unrouted
    }
  }
}
