extension FileReference {
  /// By the number that the other side knows it by.
  func encode(into writer: inout FrameWriter) {
    writer.number((file as? ChildFile)?.number ?? number)
    writer.number(length)
  }

  init(from reader: inout FrameReader) throws(FrameError) {
    self.init(number: try reader.number(), length: try reader.number())
  }
}
