extension SendResult {
  func encode(into writer: inout FrameWriter) {
    writer.number(code)
    writer.flag(retryAfter != nil)
    if let retryAfter { writer.duration(retryAfter) }
    writer.flag(scope == .chat)
    writer.text(remoteID)
    writer.list(moreRemoteIDs) { $0.text($1) }
    writer.text(detail)
    writer.flag(reachedConnector)
  }

  init(from reader: inout FrameReader) throws(FrameError) {
    self.init(code: try reader.number())
    if try reader.flag() {
      // As for a connector's own: a week is as good as for ever.
      retryAfter = max(.zero, min(try reader.duration(), .seconds(7 * 86_400)))
    }
    scope = try reader.flag() ? .chat : .instance
    remoteID = try reader.optionalText(limit: 3 * BorderLimits.identifier)
    moreRemoteIDs = try reader.list(limit: BorderLimits.entries) { (reader) throws(FrameError) in
      try reader.text(limit: 3 * BorderLimits.identifier)
    }
    detail = try reader.text(limit: 3 * BorderLimits.detail)
    reachedConnector = try reader.flag()
  }
}
