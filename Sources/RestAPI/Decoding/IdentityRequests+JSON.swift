import Gateway
import Model

extension UserMergeRequest {
  /// Reads the body of POST /v1/users/{user_id}/merge.
  init(_ fields: FieldReader, userID: String, clientID: ClientID) throws(GatewayError) {
    var reader = fields
    let survivor = reader.required("into", .identifier)
    let reason = reader.optional("reason", .name(limit: 256))
    try reader.check()
    guard let survivor else { preconditionFailure("a missing field is a noted error") }
    self.init(clientID: clientID, merged: userID, survivor: survivor, reason: reason)
  }
}

extension CreateLinkCode {
  /// Reads the body of POST /v1/users/{user_id}/link-codes.
  init(_ fields: FieldReader, userID: String, clientID: ClientID) throws(GatewayError) {
    var reader = fields
    let channel = reader.required("channel", .channel)
    let lifetime = reader.optional("expires_in", .integer(Self.lifetimes))
    try reader.check()
    guard let channel else { preconditionFailure("a missing field is a noted error") }
    self.init(clientID: clientID, userID: userID, channel: channel, lifetime: lifetime ?? Self.defaultLifetime)
  }
}
