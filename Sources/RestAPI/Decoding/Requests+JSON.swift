import Gateway
import JSON
import Model

extension CreateConversation {
  /// Reads the body of POST /v1/conversations. How large a group may be is the gateway's to say.
  init(_ fields: FieldReader, clientID: ClientID) throws(GatewayError) {
    var reader = fields
    let type = reader.required("type", Self.type)
    let members = reader.required("members", Self.members)
    let metadata = reader.optional("metadata", .metadata)
    switch (type, members?.count) {
    case (.private, let count?) where count != 2: reader.fail("members", "must be two users in a private conversation")
    case (.group, let count?) where count < 3: reader.fail("members", "must be three users or more in a group")
    default: break
    }
    try reader.check()
    guard let type, let members else { preconditionFailure("a missing field is a noted error") }
    self.init(clientID: clientID, type: type, members: members, metadata: metadata ?? JSONObject())
  }

  private static let type = FieldRule<ConversationType>.choice(["private": .private, "group": .group])
  private static let members = FieldRule<[String]>.list(of: .identifier, 2...1000)
}

extension PutUser {
  /// Reads the body of PUT /v1/users/{user_id}.
  init(_ fields: FieldReader, userID: String, clientID: ClientID) throws(GatewayError) {
    var reader = fields
    let displayName = reader.optional("display_name", .name(limit: 256))
    let metadata = reader.optional("metadata", .metadata)
    try reader.check()
    self.init(clientID: clientID, userID: userID, displayName: displayName, metadata: metadata ?? JSONObject())
  }
}

extension PutIdentity {
  /// Reads the body of PUT /v1/users/{user_id}/identities/{channel}.
  init(_ fields: FieldReader, userID: String, channel: String, clientID: ClientID) throws(GatewayError) {
    var reader = fields
    let address = reader.required("address", .name(limit: 512))
    let verified = reader.optional("verified", .bool)
    let metadata = reader.optional("metadata", .metadata)
    try reader.check()
    guard let address else { preconditionFailure("a missing field is a noted error") }
    self.init(
      clientID: clientID,
      userID: userID,
      channel: channel,
      address: address,
      verified: verified ?? false,
      metadata: metadata ?? JSONObject()
    )
  }
}

/// The body of POST /v1/messages/{message_id}/status.
struct Acknowledgement: Sendable, Hashable {
  var userID: String
  var status: DeliveryStatus

  init(_ fields: FieldReader) throws(GatewayError) {
    var reader = fields
    let userID = reader.required("user_id", .identifier)
    let status = reader.required("status", Self.statuses)
    try reader.check()
    guard let userID, let status else { preconditionFailure("a missing field is a noted error") }
    self.userID = userID
    self.status = status
  }

  private static let statuses = FieldRule<DeliveryStatus>.choice(["delivered": .delivered, "read": .read])
}
