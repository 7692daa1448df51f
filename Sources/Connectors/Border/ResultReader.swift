package import CConnectorABI

/// Turns results and answers as a connector passes them into our own.
package enum ResultReader {
  package static func read(_ pointer: UnsafePointer<c4a_result>?) throws(BorderError) -> SendResult {
    guard let raw = c4a_result.copy(of: pointer) else { throw .invalid }
    var result = SendResult(code: raw.code)
    if raw.retry_after_ms != 0 {
      // A week is as good as for ever, and keeps later sums far from overflowing.
      result.retryAfter = .milliseconds(Int64(min(raw.retry_after_ms, 7 * 86_400_000)))
    }
    result.scope = raw.scope == UInt32(C4A_SCOPE_CHAT) ? .chat : .instance
    result.remoteID = try raw.remote_id.text(limit: BorderLimits.identifier)
    result.detail = raw.detail.cutText(limit: BorderLimits.detail)
    if raw.more_ids_count != 0 {
      guard let ids = raw.more_ids, raw.more_ids_count > 0 else { throw .invalid }
      guard raw.more_ids_count <= BorderLimits.entries else { throw .tooLarge }
      for index in 0..<raw.more_ids_count {
        guard let id = try ids[index].text(limit: BorderLimits.identifier) else { throw .invalid }
        result.moreRemoteIDs.append(id)
      }
    }
    return result
  }

  package static func read(_ pointer: UnsafePointer<c4a_webhook_response>?) throws(BorderError)
    -> WebhookOutcome.Response
  {
    guard let raw = c4a_webhook_response.copy(of: pointer), (200...599).contains(raw.status) else { throw .invalid }
    var response = WebhookOutcome.Response(status: Int(raw.status))
    for (name, value) in try readPairs(raw.headers, raw.header_count) {
      guard isHeader(name, value) else { throw .invalid }
      response.headers.append(.init(name: name, value: value))
    }
    if let body = try raw.body.bytes(limit: BorderLimits.body) { response.body = Array(body) }
    return response
  }

  /// Whether an answer can have this header.
  static func isHeader(_ name: String, _ value: String) -> Bool {
    isToken(name) && !value.utf8.contains { $0 == 13 || $0 == 10 }
  }

  /// Whether HTTP takes this as the name of a header.
  private static func isToken(_ name: String) -> Bool {
    name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
        true
      default: false
      }
    }
  }
}
