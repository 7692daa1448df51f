import Gateway
import JSON
import Model

extension EditMessage {
  /// Reads the body of PATCH /v1/messages/{message_id}.
  init(_ fields: FieldReader, messageID: String, clientID: ClientID) throws(GatewayError) {
    var reader = fields
    let author = reader.optional("from", .identifier)
    let payload = reader.required("payload", MessageFields.payload)
    try reader.check()
    guard let payload else { preconditionFailure("a missing field is a noted error") }
    self.init(clientID: clientID, messageID: messageID, author: author, payload: payload)
  }
}

/// The body of PUT /v1/messages/{message_id}/reactions/{user_id}.
struct ReactionBody: Sendable, Hashable {
  var reaction: String

  init(_ fields: FieldReader) throws(GatewayError) {
    var reader = fields
    // One emoji may be a family of several with joiners between them.
    let reaction = reader.required("reaction", .name(limit: 16))
    try reader.check()
    guard let reaction else { preconditionFailure("a missing field is a noted error") }
    self.reaction = reaction
  }
}

extension ShowTyping {
  /// Reads the body of POST /v1/conversations/{conversation_id}/typing.
  init(_ fields: FieldReader, conversationID: ConversationID, clientID: ClientID) throws(GatewayError) {
    var reader = fields
    let userID = reader.required("from", .identifier)
    let isTyping = reader.optional("typing", .bool)
    try reader.check()
    guard let userID else { preconditionFailure("a missing field is a noted error") }
    self.init(clientID: clientID, conversationID: conversationID, userID: userID, isTyping: isTyping ?? true)
  }
}
