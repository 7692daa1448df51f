extension ConnectorHTTPRequest {
  func encode(into writer: inout FrameWriter) {
    writer.text(method)
    writer.text(url)
    writer.list(headers) { writer, header in
      writer.text(header.name)
      writer.text(header.value)
    }
    switch body {
    case .none:
      writer.number(UInt8(0))
    case .bytes(let bytes):
      writer.number(UInt8(1))
      writer.data(bytes)
    case .parts(let parts):
      writer.number(UInt8(2))
      writer.list(parts) { writer, part in
        writer.text(part.name)
        writer.text(part.filename)
        writer.text(part.mime)
        writer.data(part.data)
        writer.flag(part.file != nil)
        part.file?.encode(into: &writer)
      }
    case .file(let reference):
      writer.number(UInt8(3))
      reference.encode(into: &writer)
    }
    writer.duration(timeout)
    writer.number(UInt64(clamping: responseLimit))
    writer.flag(followsRedirects)
    writer.flag(storesResponse)
  }

  /// Allows no hosts: that is for the gateway to say.
  ///
  /// - Parameter account: Whose it is, whatever the bytes say.
  init(from reader: inout FrameReader, account: String) throws(FrameError) {
    let identifier = 3 * BorderLimits.identifier
    self.init(
      account: account, method: try reader.text(limit: identifier), url: try reader.text(limit: 3 * BorderLimits.url))
    headers = try reader.list(limit: BorderLimits.entries) { (reader) throws(FrameError) in
      Header(name: try reader.text(limit: identifier), value: try reader.text(limit: 3 * BorderLimits.value))
    }
    switch try reader.number(UInt8.self) {
    case 0:
      body = .none
    case 1:
      body = .bytes(try reader.data(limit: BorderLimits.request))
    case 2:
      body = .parts(
        try reader.list(limit: BorderLimits.entries) { (reader) throws(FrameError) in
          Part(
            name: try reader.text(limit: identifier), filename: try reader.optionalText(limit: identifier),
            mime: try reader.optionalText(limit: identifier), data: try reader.data(limit: BorderLimits.request),
            file: try reader.flag() ? FileReference(from: &reader) : nil)
        })
    case 3:
      body = .file(try FileReference(from: &reader))
    default:
      throw FrameError(.invalid, "an HTTP body of no kind")
    }
    timeout = max(.zero, min(try reader.duration(), .milliseconds(Int64(BorderLimits.timeout))))
    let limit = try reader.number(UInt64.self)
    followsRedirects = try reader.flag()
    storesResponse = try reader.flag()
    responseLimit = Int(min(limit, UInt64(storesResponse ? BorderLimits.file : BorderLimits.response)))
  }
}
