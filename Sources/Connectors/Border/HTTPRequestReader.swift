package import CConnectorABI

/// Turns an HTTP request as a connector describes it into one of our own.
package enum HTTPRequestReader {
  /// A request, and what the host keeps of it for itself.
  package struct Wish {
    package var request: ConnectorHTTPRequest
    package var cause: c4a_op
    /// Nil leaves it to the cause's deadline, or to the default.
    package var timeout: Duration?
  }

  package static func read(_ pointer: UnsafePointer<c4a_http_request>?, account: String) throws(BorderError) -> Wish {
    guard let raw = c4a_http_request.copy(of: pointer),
      let method = try raw.method.text(limit: BorderLimits.identifier),
      let url = try raw.url.text(limit: BorderLimits.url)
    else { throw .invalid }
    var request = ConnectorHTTPRequest(account: account, method: method, url: url)
    request.headers = try readPairs(raw.headers, raw.header_count).map { .init(name: $0.name, value: $0.value) }
    request.body = try body(raw)
    request.followsRedirects = raw.flags & UInt32(C4A_HTTP_FOLLOW_REDIRECTS) != 0
    request.storesResponse = raw.flags & UInt32(C4A_HTTP_TO_FILE) != 0
    // Whoever brought the file up ends with the cause, so there has to be one.
    guard !request.storesResponse || raw.cause != 0 else { throw .invalid }
    let limit = request.storesResponse ? BorderLimits.file : BorderLimits.response
    if raw.max_response_bytes != 0 {
      request.responseLimit = Int(min(raw.max_response_bytes, UInt64(limit)))
    } else if request.storesResponse {
      request.responseLimit = limit
    }
    return Wish(
      request: request, cause: raw.cause,
      timeout: raw.timeout_ms == 0 ? nil : .milliseconds(Int64(min(raw.timeout_ms, BorderLimits.timeout))))
  }

  private static func body(_ raw: c4a_http_request) throws(BorderError) -> ConnectorHTTPRequest.Body {
    let bytes = try raw.body.bytes(limit: BorderLimits.request)
    guard raw.part_count != 0 else {
      guard raw.body_file != 0 else { return bytes.map { .bytes(Array($0)) } ?? .none }
      guard bytes == nil else { throw .invalid }
      return .file(FileReference(number: raw.body_file))
    }
    guard bytes == nil, raw.body_file == 0, let list = raw.parts, raw.part_count > 0 else { throw .invalid }
    guard raw.part_count <= BorderLimits.entries else { throw .tooLarge }
    var parts: [ConnectorHTTPRequest.Part] = []
    var room = BorderLimits.request
    for index in 0..<raw.part_count {
      guard let raw = c4a_http_part.copy(of: list[index]),
        let name = try raw.name.text(limit: BorderLimits.identifier)
      else { throw .invalid }
      let data = raw.file != 0 ? [] : try raw.data.bytes(limit: room).map { Array($0) } ?? []
      room -= data.count
      parts.append(
        ConnectorHTTPRequest.Part(
          name: name, filename: try raw.filename.text(limit: BorderLimits.identifier),
          mime: try raw.mime.text(limit: BorderLimits.identifier), data: data,
          file: raw.file != 0 ? FileReference(number: raw.file) : nil))
    }
    return .parts(parts)
  }
}

extension c4a_http_request: BorderStruct {}
extension c4a_http_part: BorderStruct {}
