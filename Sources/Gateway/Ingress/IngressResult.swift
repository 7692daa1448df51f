import Connectors

/// What became of a batch of events.
struct IngressResult {
  /// What became of one event, as metrics tell it.
  enum Outcome: String, Sendable {
    case routed
    /// Recorded before.
    case duplicate
    /// Kept for another try.
    case unrouted
    /// The account's own words.
    case echo
    /// Of no use to any conversation.
    case ignored
  }

  struct Tally: Hashable {
    var account: String
    var kind: String
    var outcome: Outcome
  }

  /// Partitions whose inbox got something.
  var partitions: Set<Int16> = []
  var tallies: [Tally: Int] = [:]
  /// What people are told who have sent link codes, once the batch is committed.
  var replies: [LinkReply] = []

  mutating func count(_ event: ConnectorEvent, _ outcome: Outcome) {
    tallies[Tally(account: event.account, kind: IngressRecord.name(of: event.kind), outcome: outcome), default: 0] += 1
  }

  func count(of outcome: Outcome) -> Int {
    tallies.reduce(0) { $1.key.outcome == outcome ? $0 + $1.value : $0 }
  }
}
