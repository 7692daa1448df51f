import CConnectorABI

extension BorderArena {
  /// Calls `body` with the outcome as a connector reads it; the pointers hold until `body` returns.
  ///
  /// - Parameter file: The token of the file that holds the body; 0 for none.
  mutating func withResponse(
    _ outcome: ConnectorHTTPOutcome, file: c4a_file = 0, _ body: (UnsafePointer<c4a_http_response>) -> Void
  ) {
    var raw = c4a_http_response()
    raw.size = UInt32(MemoryLayout<c4a_http_response>.size)
    switch outcome {
    case .failure(let failure, let detail):
      begin(textBytes: detail.utf8.count, texts: 1)
      raw.code = failure.code
      raw.detail = text(detail)
      body(&raw)
    case .response(let response):
      var bytes = 0
      for header in response.headers { bytes += header.name.utf8.count + header.value.utf8.count }
      begin(textBytes: bytes, texts: 2 * response.headers.count, pairs: response.headers.count)
      raw.code = C4A_OK
      raw.status = UInt32(clamping: response.status)
      raw.file = file
      raw.file_length = response.file?.length ?? 0
      if !response.headers.isEmpty {
        raw.headers = list(response.headers.map { (key: $0.name, value: $0.value) })
        raw.header_count = response.headers.count
      }
      // Not in the arena, which would stay as large as the largest body. The NUL is behind the end, as everywhere.
      (response.body + [0]).withUnsafeBytes { bytes in
        raw.body = c4a_str(ptr: bytes.baseAddress?.assumingMemoryBound(to: CChar.self), len: bytes.count - 1)
        body(&raw)
      }
    }
  }
}
