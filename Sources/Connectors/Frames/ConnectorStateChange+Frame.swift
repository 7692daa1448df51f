extension ConnectorStateChange {
  /// The year 9999, in microseconds since 1970: later times cannot be stored.
  private static let lastTime: Int64 = 253_402_300_799_000_000

  func encode(into writer: inout FrameWriter) {
    writer.text(key)
    writer.flag(value != nil)
    if let value { writer.data(value) }
    writer.number(changedAt)
  }

  /// - Parameter account: Whose it is, whatever the bytes say.
  init(from reader: inout FrameReader, account: String) throws(FrameError) {
    let key = try reader.text(limit: BorderLimits.stateKey)
    guard !key.isEmpty, !key.unicodeScalars.contains("\u{FFFD}") else { throw FrameError(.invalid, "a broken key") }
    let value = try reader.flag() ? try reader.data(limit: BorderLimits.stateValue) : nil
    let changedAt: Int64 = try reader.number()
    guard (0...Self.lastTime).contains(changedAt) else { throw FrameError(.invalid, "a change at an impossible time") }
    self.init(account: account, key: key, value: value, changedAt: changedAt)
  }
}
