extension OutboundFile {
  /// - Parameter deadline: What is left of it.
  func encode(into writer: inout FrameWriter, deadline: Duration) {
    message.encode(into: &writer, deadline: deadline)
    writer.text(caption)
    writer.text(filename)
    writer.text(mime)
    writer.text(sha256)
    file.encode(into: &writer)
  }

  init(from reader: inout FrameReader) throws(FrameError) {
    let any = FrameFormat.maxFrame
    let message = try OutboundText(from: &reader)
    let caption = try reader.text(limit: any)
    let filename = try reader.text(limit: any)
    let mime = try reader.text(limit: any)
    let sha256 = try reader.text(limit: any)
    self.init(
      message, file: try FileReference(from: &reader), caption: caption, filename: filename, mime: mime,
      sha256: sha256)
  }
}
