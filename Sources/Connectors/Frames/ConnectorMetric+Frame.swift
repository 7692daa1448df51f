extension ConnectorMetric {
  func encode(into writer: inout FrameWriter) {
    writer.text(name)
    switch kind {
    case .counter: writer.number(UInt8(0))
    case .gauge: writer.number(UInt8(1))
    case .histogram: writer.number(UInt8(2))
    }
    writer.fraction(value)
  }

  /// - Parameter account: Whose it is, whatever the bytes say.
  init(from reader: inout FrameReader, account: String) throws(FrameError) {
    let name = try reader.text(limit: 63)
    let kinds: [Kind] = [.counter, .gauge, .histogram]
    let kind = Int(try reader.number(UInt8.self))
    let value = try reader.fraction()
    guard kinds.indices.contains(kind), value.isFinite, ConnectorInstance.isMetricName(name) else {
      throw FrameError(.invalid, "a broken metric")
    }
    self.init(account: account, name: name, kind: kinds[kind], value: value)
  }
}
