extension OutboundChange {
  /// - Parameter deadline: What is left of it.
  func encode(into writer: inout FrameWriter, deadline: Duration) {
    kind.encode(into: &writer)
    writer.text(messageID)
    writer.text(conversationKey)
    writer.text(address)
    writer.text(chat)
    writer.text(remoteID)
    writer.list(moreIDs) { $0.text($1) }
    writer.text(idempotencyKey)
    writer.duration(deadline)
    writer.number(Int32(clamping: attempt))
    writer.text(sender)
    writer.text(senderName)
    writer.number(occurredAt)
  }

  /// What comes from the gateway has been checked there; the limits only keep a frame's size.
  init(from reader: inout FrameReader) throws(FrameError) {
    let any = FrameFormat.maxFrame
    self.init(
      try Kind(from: &reader), messageID: try reader.text(limit: any),
      conversationKey: try reader.optionalText(limit: any), address: try reader.text(limit: any),
      chat: try reader.optionalText(limit: any), remoteID: try reader.optionalText(limit: any),
      moreIDs: try reader.list(limit: 10_000) { (reader) throws(FrameError) in try reader.text(limit: any) },
      idempotencyKey: try reader.text(limit: any), deadline: try reader.duration())
    attempt = Int(try reader.number(Int32.self))
    sender = try reader.optionalText(limit: any)
    senderName = try reader.optionalText(limit: any)
    occurredAt = try reader.number()
  }
}

extension OutboundChange.Kind {
  fileprivate func encode(into writer: inout FrameWriter) {
    switch self {
    case .edit(let text, let format):
      writer.number(UInt8(1))
      writer.text(text)
      writer.number(format.rawValue)
    case .delete: writer.number(UInt8(2))
    case .reaction(let sign):
      writer.number(UInt8(3))
      writer.text(sign)
    case .read: writer.number(UInt8(4))
    case .typing(let stopped):
      writer.number(UInt8(5))
      writer.flag(stopped)
    }
  }

  fileprivate init(from reader: inout FrameReader) throws(FrameError) {
    let number: UInt8 = try reader.number()
    switch number {
    case 1:
      let text = try reader.text(limit: FrameFormat.maxFrame)
      self = .edit(text: text, format: TextFormat(rawValue: try reader.number()) ?? .plain)
    case 2: self = .delete
    case 3: self = .reaction(try reader.text(limit: FrameFormat.maxFrame))
    case 4: self = .read
    case 5: self = .typing(stopped: try reader.flag())
    default: throw FrameError(.invalid, "a change of kind \(number)")
    }
  }
}
