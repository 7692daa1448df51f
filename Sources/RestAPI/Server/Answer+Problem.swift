import JSON
import Model

extension Answer {
  /// A refusal as RFC 9457 has it.
  init(_ refusal: Refusal, requestID: String) {
    let error = refusal.error
    var writer = JSONWriter(capacity: 384)
    writer.object { writer in
      writer.key("type")
      writer.string("urn:chat4all:error:\(error.code.rawValue)")
      writer.key("title")
      writer.string(error.code.title)
      writer.key("status")
      writer.integer(error.code.httpStatus)
      writer.key("detail")
      writer.string(error.message)
      writer.key("code")
      writer.string(error.code.rawValue)
      writer.key("request_id")
      writer.string(requestID)
      if let oauthError = refusal.oauthError {
        writer.key("error")
        writer.string(oauthError)
      }
      if !error.fields.isEmpty {
        writer.key("errors")
        writer.array { writer in
          for field in error.fields {
            writer.object { writer in
              writer.key("pointer")
              writer.string(field.pointer)
              writer.key("detail")
              writer.string(field.message)
            }
          }
        }
      }
    }
    self.init(
      status: error.code.httpStatus,
      headers: [("Content-Type", "application/problem+json")] + refusal.headers,
      body: writer.bytes
    )
    closesConnection = refusal.closesConnection
    if let retryAfter = error.retryAfter {
      headers.append(("Retry-After", String(max(1, Int(retryAfter.seconds.rounded(.up))))))
    } else if error.code == .unavailable || error.code == .overloaded {
      headers.append(("Retry-After", "1"))
    }
    if error.code == .unauthorized, !headers.contains(where: { $0.name == "WWW-Authenticate" }) {
      headers.append(("WWW-Authenticate", #"Bearer realm="chat4all", error="invalid_token""#))
    }
  }
}
