/// The values that a connector keeps, in memory. A value, without I/O.
///
/// What is stored lies behind this; whoever stores it decides by `changedAt`, as is done here, so that both agree in
/// whatever order changes arrive.
struct KeptState {
  /// Of those removed, the time: an earlier change may still be on its way.
  private var values: [String: (value: [UInt8]?, changedAt: Int64)] = [:]
  private var count = 0
  private var unstored: [String: ConnectorStateChange] = [:]
  private var lastChange: Int64 = .min

  init(_ stored: [ConnectorStateChange] = []) {
    for change in stored { apply(change) }
  }

  subscript(key: String) -> [UInt8]? { values[key]?.value }

  /// The removed ones included.
  var rememberedKeys: Int { values.count }

  /// Every value, and what was removed of late.
  func changes(of account: String) -> [ConnectorStateChange] {
    values.map {
      ConnectorStateChange(account: account, key: $0.key, value: $0.value.value, changedAt: $0.value.changedAt)
    }
  }

  var hasUnstored: Bool { !unstored.isEmpty }

  /// Whether a value of this key would be one too many.
  func isFull(for key: String, limit: Int) -> Bool {
    count >= limit && values[key]?.value == nil
  }

  /// The time of the next change: now, but never the same or an earlier one again, whatever the clock does.
  mutating func nextChange(_ now: Int64) -> Int64 {
    lastChange = max(now, lastChange &+ 1)
    return lastChange
  }

  /// Makes a change that is to be stored by itself.
  mutating func set(_ change: ConnectorStateChange) {
    apply(change)
    unstored[change.key] = change
  }

  /// Takes over a change that was stored.
  mutating func apply(_ change: ConnectorStateChange) {
    lastChange = max(lastChange, change.changedAt)
    let former = values[change.key]
    if let former, former.changedAt >= change.changedAt { return }
    count += (change.value == nil ? 0 : 1) - (former?.value == nil ? 0 : 1)
    values[change.key] = (change.value, change.changedAt)
    if values.count > 2 * BorderLimits.stateValues { values = values.filter { $0.value.value != nil } }
  }

  mutating func takeUnstored() -> [ConnectorStateChange] {
    guard hasUnstored else { return [] }
    defer { unstored.removeAll() }
    return unstored.values.sorted { $0.changedAt < $1.changedAt }
  }
}
