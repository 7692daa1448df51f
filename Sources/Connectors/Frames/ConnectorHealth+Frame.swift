extension ConnectorHealth {
  func encode(into writer: inout FrameWriter) {
    writer.text(status.rawValue)
    writer.text(detail)
    for count in [
      counters.completed, counters.stale, counters.timeouts, counters.slowCalls, counters.hangs, counters.events,
      counters.eventsDropped, counters.invalid, counters.refused, counters.logLinesDropped,
    ] {
      writer.number(count)
    }
  }

  /// Without what is queued and in flight: the gateway knows that better.
  init(from reader: inout FrameReader) throws(FrameError) {
    guard let status = Status(rawValue: try reader.text(limit: 64)) else {
      throw FrameError(.invalid, "a health of no kind")
    }
    let detail = try reader.text(limit: 4 * BorderLimits.detail)
    var counters = ConnectorCounters()
    counters.completed = try reader.number()
    counters.stale = try reader.number()
    counters.timeouts = try reader.number()
    counters.slowCalls = try reader.number()
    counters.hangs = try reader.number()
    counters.events = try reader.number()
    counters.eventsDropped = try reader.number()
    counters.invalid = try reader.number()
    counters.refused = try reader.number()
    counters.logLinesDropped = try reader.number()
    self.init(status: status, detail: detail, counters: counters)
  }
}
