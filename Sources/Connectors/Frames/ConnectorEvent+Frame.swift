extension ConnectorEvent {
  private static let kinds: [Kind] = [
    .message, .sent, .delivered, .read, .failed, .edited, .deleted, .reaction, .typing, .deliveredUpTo, .readUpTo,
    .memberJoined, .memberLeft, .chatMoved, .addressMoved,
  ]

  func encode(into writer: inout FrameWriter) {
    if case .other(let number) = kind {
      writer.number(UInt8(0))
      writer.number(number)
    } else {
      writer.number(UInt8(1 + (Self.kinds.firstIndex(of: kind) ?? 0)))
    }
    writer.number(occurredAt)
    for text in [eventID, chat, chatTitle, sender, senderName, remoteID, refID, messageID, text] { writer.text(text) }
    writer.number(format.rawValue)
    writer.flag(until != nil)
    if let until { writer.number(until) }
    writer.number(code)
    writer.text(detail)
    writer.flag(isEcho)
    writer.flag(isGroup)
    writer.list(attachments) { $1.encode(into: &$0) }
    writer.list(metadata) { writer, entry in
      writer.text(entry.key)
      writer.text(entry.value)
    }
    writer.data(raw)
  }

  /// - Parameter account: Whose it is, whatever the bytes say.
  init(from reader: inout FrameReader, account: String) throws(FrameError) {
    // Each replaced byte of a text became three.
    let identifier = 3 * BorderLimits.identifier
    let number: UInt8 = try reader.number()
    let kind: Kind
    if number == 0 {
      kind = .other(try reader.number())
    } else {
      guard Self.kinds.indices.contains(Int(number) - 1) else {
        throw FrameError(.invalid, "an event of kind \(number)")
      }
      kind = Self.kinds[Int(number) - 1]
    }
    self.init(account: account, kind: kind, occurredAt: EventTime.nearest(try reader.number()))
    eventID = try reader.optionalText(limit: identifier)
    chat = try reader.optionalText(limit: identifier)
    chatTitle = try reader.optionalText(limit: identifier)
    sender = try reader.optionalText(limit: 3 * BorderLimits.address)
    senderName = try reader.optionalText(limit: identifier)
    remoteID = try reader.optionalText(limit: identifier)
    refID = try reader.optionalText(limit: identifier)
    messageID = try reader.optionalText(limit: identifier)
    text = try reader.optionalText(limit: 3 * BorderLimits.text)
    format = TextFormat(rawValue: try reader.number()) ?? .plain
    if try reader.flag() { until = EventTime.nearest(try reader.number()) }
    code = try reader.number()
    detail = try reader.optionalText(limit: 3 * BorderLimits.detail)
    isEcho = try reader.flag()
    isGroup = try reader.flag()
    attachments = try reader.list(limit: BorderLimits.entries) { (reader) throws(FrameError) in
      try EventAttachment(from: &reader)
    }
    let pairs = try reader.list(limit: BorderLimits.entries) { (reader) throws(FrameError) in
      (try reader.text(limit: identifier), try reader.text(limit: 3 * BorderLimits.value))
    }
    metadata = Dictionary(pairs) { _, last in last }
    raw = try reader.data(limit: BorderLimits.body)
    guard EventReader.isComplete(self) else { throw FrameError(.invalid, "an event without what its kind needs") }
  }
}

extension EventAttachment {
  fileprivate func encode(into writer: inout FrameWriter) {
    for text in [mediaReference, mime, filename, sha256] { writer.text(text) }
    writer.flag(length != nil)
    if let length { writer.number(length) }
  }

  fileprivate init(from reader: inout FrameReader) throws(FrameError) {
    self.init(
      mediaReference: try reader.optionalText(limit: 3 * BorderLimits.value),
      mime: try reader.optionalText(limit: 3 * BorderLimits.identifier),
      filename: try reader.optionalText(limit: 3 * BorderLimits.identifier),
      sha256: try reader.optionalText(limit: 3 * BorderLimits.identifier))
    if try reader.flag() { length = try reader.number() }
  }
}
