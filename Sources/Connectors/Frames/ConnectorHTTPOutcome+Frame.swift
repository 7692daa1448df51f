extension ConnectorHTTPOutcome {
  func encode(into writer: inout FrameWriter) {
    switch self {
    case .response(let response):
      writer.number(UInt8(0))
      writer.number(Int32(clamping: response.status))
      writer.list(response.headers) { writer, header in
        writer.text(header.name)
        writer.text(header.value)
      }
      writer.data(response.body)
      writer.flag(response.file != nil)
      response.file?.encode(into: &writer)
    case .failure(let failure, let detail):
      writer.number(UInt8(1 + (Failure.allCases.firstIndex(of: failure) ?? 0)))
      writer.text(detail)
    }
  }

  init(from reader: inout FrameReader) throws(FrameError) {
    let any = FrameFormat.maxFrame
    let kind = Int(try reader.number(UInt8.self))
    guard kind <= Failure.allCases.count else { throw FrameError(.invalid, "an HTTP outcome of no kind") }
    if kind > 0 {
      self = .failure(Failure.allCases[kind - 1], detail: try reader.text(limit: any))
      return
    }
    var response = Response(status: Int(try reader.number(Int32.self)))
    response.headers = try reader.list(limit: 10_000) { (reader) throws(FrameError) in
      .init(name: try reader.text(limit: any), value: try reader.text(limit: any))
    }
    response.body = try reader.data(limit: any)
    response.file = try reader.flag() ? FileReference(from: &reader) : nil
    self = .response(response)
  }
}
