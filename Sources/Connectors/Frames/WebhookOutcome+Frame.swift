extension WebhookOutcome {
  func encode(into writer: inout FrameWriter) {
    writer.list(events) { $1.encode(into: &$0) }
    writer.list(stateChanges) { $1.encode(into: &$0) }
    writer.number(UInt16(clamping: response.status))
    writer.list(response.headers) { writer, header in
      writer.text(header.name)
      writer.text(header.value)
    }
    writer.data(response.body)
    writer.text(detail)
  }

  /// - Parameter account: Whose it is, whatever the bytes say.
  init(from reader: inout FrameReader, account: String) throws(FrameError) {
    let events = try reader.list(limit: BorderLimits.eventsPerWebhook) { (reader) throws(FrameError) in
      try ConnectorEvent(from: &reader, account: account)
    }
    let changes = try reader.list(limit: BorderLimits.stateValues) { (reader) throws(FrameError) in
      try ConnectorStateChange(from: &reader, account: account)
    }
    let status = Int(try reader.number(UInt16.self))
    guard (200...599).contains(status) else { throw FrameError(.invalid, "a webhook answered with \(status)") }
    var response = Response(status: status)
    response.headers = try reader.list(limit: BorderLimits.entries) { (reader) throws(FrameError) in
      let header = Header(
        name: try reader.text(limit: 3 * BorderLimits.identifier), value: try reader.text(limit: 3 * BorderLimits.value)
      )
      guard ResultReader.isHeader(header.name, header.value) else { throw FrameError(.invalid, "a broken header") }
      return header
    }
    response.body = try reader.data(limit: BorderLimits.body)
    let detail = try reader.text(limit: 3 * BorderLimits.detail)
    guard (200...299).contains(status) || (events.isEmpty && changes.isEmpty) else {
      throw FrameError(.invalid, "events of a refused webhook")
    }
    self.init(events: events, stateChanges: changes, response: response, detail: detail)
  }
}
