import CConnectorABI

// What a connector hands back, as the host reads it. Everything points into the arena.
extension BorderArena {
  mutating func result(_ outcome: Result<Sent, ConnectorError>) -> c4a_result {
    var raw = c4a_result()
    raw.size = c4a_result.borderSize
    switch outcome {
    case .success(let sent):
      raw.code = C4A_OK
      raw.remote_id = text(sent.remoteID)
      raw.more_ids = list(sent.moreIDs.map { text($0) })
      raw.more_ids_count = sent.moreIDs.count
    case .failure(let error):
      raw.code = error.code.rawValue
      raw.retry_after_ms = error.retryAfter.map { UInt64(max(0, $0.milliseconds)) } ?? 0
      raw.scope = error.scope.rawValue
      raw.detail = text(error.detail)
    }
    return raw
  }

  mutating func response(_ answer: WebhookAnswer) -> c4a_webhook_response {
    var raw = c4a_webhook_response()
    raw.size = c4a_webhook_response.borderSize
    raw.status = UInt32(clamping: answer.status)
    raw.headers = headers(answer.headers)
    raw.header_count = answer.headers.count
    raw.body = bytes(answer.body)
    return raw
  }

  mutating func event(_ event: Event) -> c4a_event {
    var raw = c4a_event()
    raw.size = c4a_event.borderSize
    raw.kind = event.kind.rawValue
    raw.flags = event.flags.rawValue
    raw.format = event.format.rawValue
    raw.occurred_at_us = event.occurredAt
    raw.until_us = event.until
    raw.code = event.failure?.code.rawValue ?? 0
    raw.event_id = text(event.id)
    raw.chat = text(event.chat)
    raw.chat_title = text(event.chatTitle)
    raw.sender = text(event.sender)
    raw.sender_name = text(event.senderName)
    raw.remote_id = text(event.remoteID)
    raw.ref_id = text(event.refID)
    raw.message_id = text(event.messageID)
    raw.text = text(event.text)
    raw.detail = text(event.detail.isEmpty ? event.failure?.detail ?? "" : event.detail)
    raw.raw = bytes(event.raw)
    raw.attachments = structs(event.attachments.map { attachment($0) })
    raw.attachment_count = event.attachments.count
    raw.meta = pairs(event.metadata.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
    raw.meta_count = event.metadata.count
    return raw
  }

  private mutating func attachment(_ attachment: EventAttachment) -> c4a_attachment {
    var raw = c4a_attachment()
    raw.size = c4a_attachment.borderSize
    raw.media_ref = text(attachment.reference)
    raw.mime = text(attachment.mime)
    raw.filename = text(attachment.filename)
    raw.sha256 = text(attachment.sha256)
    raw.length = attachment.length
    return raw
  }

  mutating func request(_ request: HTTPRequest, cause: c4a_op) -> c4a_http_request {
    var raw = c4a_http_request()
    raw.size = c4a_http_request.borderSize
    raw.flags = request.followsRedirects ? UInt32(C4A_HTTP_FOLLOW_REDIRECTS) : 0
    if request.storesResponse { raw.flags |= UInt32(C4A_HTTP_TO_FILE) }
    raw.timeout_ms = request.timeout.map { UInt32(clamping: max(1, $0.milliseconds)) } ?? 0
    raw.max_response_bytes = request.maxResponseBytes ?? 0
    raw.cause = cause
    raw.method = text(request.method)
    raw.url = text(request.url)
    raw.headers = headers(request.headers)
    raw.header_count = request.headers.count
    switch request.body {
    case .none: break
    case .bytes(let body): raw.body = bytes(body)
    case .file(let file): raw.body_file = file.token
    case .parts(let parts):
      raw.parts = structs(parts.map { part($0) })
      raw.part_count = parts.count
    }
    return raw
  }

  private mutating func part(_ part: HTTPRequest.Part) -> c4a_http_part {
    var raw = c4a_http_part()
    raw.size = c4a_http_part.borderSize
    raw.name = text(part.name)
    raw.filename = text(part.filename)
    raw.mime = text(part.mime)
    raw.data = bytes(part.data)
    raw.file = part.file?.token ?? 0
    return raw
  }
}

extension Duration {
  /// Rounded up, so that nothing happens too early.
  var milliseconds: Int64 {
    let (seconds, attoseconds) = components
    guard abs(seconds) < Int64.max / 2_000 else { return seconds > 0 ? Int64.max / 2 : Int64.min / 2 }
    return seconds * 1_000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000
  }
}
