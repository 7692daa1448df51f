extension OutboundText {
  /// - Parameter deadline: What is left of it.
  func encode(into writer: inout FrameWriter, deadline: Duration) {
    writer.text(messageID)
    writer.text(conversationKey)
    writer.text(address)
    writer.text(chat)
    writer.text(replyTo)
    writer.text(text)
    writer.number(format.rawValue)
    writer.text(idempotencyKey)
    writer.duration(deadline)
    writer.list(metadata) { writer, entry in
      writer.text(entry.key)
      writer.text(entry.value)
    }
    writer.number(Int32(clamping: attempt))
    writer.flag(possibleDuplicate)
    writer.text(sender)
    writer.text(senderName)
  }

  /// What comes from the gateway has been checked there; the limits only keep a frame's size.
  init(from reader: inout FrameReader) throws(FrameError) {
    let any = FrameFormat.maxFrame
    self.init(
      messageID: try reader.text(limit: any), conversationKey: try reader.optionalText(limit: any),
      address: try reader.text(limit: any), chat: try reader.optionalText(limit: any),
      replyTo: try reader.optionalText(limit: any), text: try reader.text(limit: any),
      format: TextFormat(rawValue: try reader.number()) ?? .plain,
      idempotencyKey: try reader.text(limit: any), deadline: try reader.duration())
    let pairs = try reader.list(limit: 10_000) { (reader) throws(FrameError) in
      (try reader.text(limit: any), try reader.text(limit: any))
    }
    metadata = Dictionary(pairs) { _, last in last }
    attempt = Int(try reader.number(Int32.self))
    possibleDuplicate = try reader.flag()
    sender = try reader.optionalText(limit: any)
    senderName = try reader.optionalText(limit: any)
  }
}
