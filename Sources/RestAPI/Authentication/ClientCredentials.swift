import JSON
import Model
import NIOCore

/// What a client sends to get a token, in any of three ways: JSON, a form (RFC 6749, section 4.4), or a form whose
/// credentials come by HTTP Basic (section 2.3.1).
struct ClientCredentials: Sendable, Hashable {
  var clientID: String
  var clientSecret: String
  /// The scopes asked for; nil for all that the client has.
  var scopes: [String]?

  init(_ call: Call) throws(Refusal) {
    guard MediaType(call.headers.contentType)?.isForm == true else {
      try self.init(json: call)
      return
    }
    do throws(Refusal) {
      try self.init(form: call.body, authorization: call.headers.authorization)
    } catch {
      var refusal = error
      refusal.oauthError = refusal.oauthError ?? "invalid_request"
      throw refusal
    }
  }

  private init(json call: Call) throws(Refusal) {
    var reader = try call.fields()
    let clientID = reader.required("client_id", .name(limit: 256))
    let clientSecret = reader.required("client_secret", .name(limit: 1024))
    if let failure = reader.failure() { throw Refusal(failure) }
    guard let clientID, let clientSecret else { preconditionFailure("a missing field is a noted error") }
    self.clientID = clientID
    self.clientSecret = clientSecret
  }

  private init(form body: ByteBuffer, authorization: String?) throws(Refusal) {
    guard let text = body.getString(at: body.readerIndex, length: body.readableBytes) else {
      throw Refusal(.invalidRequest, "The form must be UTF-8.")
    }
    var form = try FormReader(text, prefix: "/")
    let grantType = form.text("grant_type")
    var clientID = form.textIfAny("client_id")
    var clientSecret = form.textIfAny("client_secret")
    scopes = form.text("scope")?.split(separator: " ").map(String.init)
    if let authorization, let basic = Self.basic(authorization) {
      if let clientID, clientID != basic.clientID {
        form.fail("client_id", "must be the one of the Authorization header")
      }
      if clientSecret != nil { form.fail("client_secret", "must not be given beside an Authorization header") }
      (clientID, clientSecret) = basic
    }
    if grantType == nil { form.fail("grant_type", "is missing") }
    if clientID == nil { form.fail("client_id", "is missing") }
    if clientSecret == nil { form.fail("client_secret", "is missing") }
    do throws(Refusal) {
      try form.finish()
    } catch {
      throw Refusal(
        GatewayError(.invalidRequest, "The form has fields that are not acceptable.", fields: error.error.fields)
      )
    }
    guard grantType == "client_credentials" else {
      var refusal = Refusal(.invalidRequest, "The grant_type must be client_credentials.")
      refusal.oauthError = "unsupported_grant_type"
      throw refusal
    }
    self.clientID = clientID ?? ""
    self.clientSecret = clientSecret ?? ""
  }

  /// Both parts are form-encoded inside the base64 (RFC 6749, section 2.3.1).
  private static func basic(_ authorization: String) -> (clientID: String?, clientSecret: String?)? {
    let parts = authorization.split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "basic", let bytes = Base64.decode(parts[1].utf8),
      let colon = bytes.firstIndex(of: UInt8(ascii: ":"))
    else { return nil }
    return (
      PercentEncoding.decode(bytes[..<colon], plusIsSpace: true),
      PercentEncoding.decode(bytes[(colon + 1)...], plusIsSpace: true)
    )
  }
}
