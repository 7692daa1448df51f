extension WebhookRequest {
  /// - Parameter deadline: What is left of it.
  func encode(into writer: inout FrameWriter, deadline: Duration) {
    writer.number(receivedAt)
    writer.text(method)
    writer.text(url)
    writer.text(path)
    writer.text(query)
    writer.text(remoteAddress)
    writer.list(headers) { writer, header in
      writer.text(header.name)
      writer.text(header.value)
    }
    writer.data(body)
    writer.duration(deadline)
  }

  init(from reader: inout FrameReader) throws(FrameError) {
    let any = FrameFormat.maxFrame
    self.init(
      receivedAt: try reader.number(), method: try reader.text(limit: any), url: try reader.optionalText(limit: any),
      path: try reader.text(limit: any), query: try reader.text(limit: any), remoteAddress: try reader.text(limit: any))
    headers = try reader.list(limit: 10_000) { (reader) throws(FrameError) in
      (name: try reader.text(limit: any), value: try reader.text(limit: any))
    }
    body = try reader.data(limit: any)
    deadline = try reader.duration()
  }
}
