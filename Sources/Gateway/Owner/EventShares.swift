import Connectors

/// How many events that connectors report by themselves are on their way, from their acceptance until they are on disk:
/// a value.
///
/// Each account has a share of its own, so that one that reports without end waits for itself alone.
struct EventShares {
  struct Limits {
    /// Receipts of one account: one beside each send is usual, and most are written down with it.
    var receipts = 10_000
    /// Other events of one account; each costs more.
    var others = 2_000
    /// Of all accounts together; less than the intake has room for, so that nothing accepted finds it full.
    var together = 16_000
    /// So many an account always has.
    var guaranteed = 64
  }

  private struct Share {
    var receipts = 0
    var others = 0

    var count: Int { receipts + others }
  }

  private let limits: Limits
  private var shares: [String: Share] = [:]
  private(set) var count = 0

  init(_ limits: Limits = Limits()) {
    self.limits = limits
  }

  /// Counts events in, all or none.
  /// - Returns: False where too many of the account's are on their way: then it has to wait.
  mutating func enter(_ events: [ConnectorEvent]) -> Bool {
    // They come from one account at a time.
    guard let account = events.first?.account else { return true }
    let share = shares[account] ?? Share()
    guard share.receipts < limits.receipts, share.others < limits.others,
      count < limits.together || share.count < limits.guaranteed
    else { return false }
    for event in events {
      if event.kind.isReceipt {
        shares[event.account, default: Share()].receipts += 1
      } else {
        shares[event.account, default: Share()].others += 1
      }
    }
    count += events.count
    return true
  }

  /// These have come to their end.
  mutating func leave(_ account: String, receipts: Int = 0, others: Int = 0) {
    guard var share = shares[account] else { return }
    count -= min(receipts, share.receipts) + min(others, share.others)
    share.receipts -= min(receipts, share.receipts)
    share.others -= min(others, share.others)
    shares[account] = share.count == 0 ? nil : share
  }
}
