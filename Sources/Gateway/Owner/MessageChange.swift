import JSON
import Model
import Store

/// Something that happened on a platform to a message that has its place: what an envelope of kind change says.
struct MessageChange: Sendable, Hashable {
  enum Kind: String, Sendable, Hashable {
    case edited
    case deleted
    case reaction
  }

  var kind: Kind
  /// The message's new words, or the reaction's sign, empty where it was taken back.
  var text: String
  /// How an edit's words are written.
  var format: MessageFormat
  /// Who did it.
  var userID: String?
  var source: MessageSource
  /// By the platform's clock.
  var occurredAt: Timestamp

  var json: [UInt8] {
    var members: [(String, JSONValue)] = [
      ("change", .string(kind.rawValue)), ("text", .string(text)), ("channel", .string(source.channel)),
      ("account", .string(source.account)), ("at", .integer(occurredAt.microseconds)),
    ]
    if let userID { members.append(("user_id", .string(userID))) }
    if format != .plain { members.append(("format", .string(format.rawValue))) }
    return JSONWriter.bytes(of: .object(JSONObject(members)))
  }

  init(
    kind: Kind, text: String, format: MessageFormat = .plain, userID: String?, source: MessageSource,
    occurredAt: Timestamp
  ) {
    self.kind = kind
    self.text = text
    self.format = format
    self.userID = userID
    self.source = source
    self.occurredAt = occurredAt
  }

  /// Nil where stored bytes say something else.
  init?(json: [UInt8]) throws(JSONError) {
    let value = try JSONParser.parse(json)
    guard let kind = value["change"]?.stringValue.flatMap(Kind.init(rawValue:)), let source = MessageSource(value),
      let time = value["at"]?.integerValue
    else { return nil }
    self.init(
      kind: kind, text: value["text"]?.stringValue ?? "",
      format: value["format"]?.stringValue.flatMap(MessageFormat.init(rawValue:)) ?? .plain,
      userID: value["user_id"]?.stringValue, source: source,
      occurredAt: Timestamp(microseconds: time))
  }

  /// The most reactions that a message keeps; further people's are passed over.
  static let maximumReactions = 1000

  /// Applies the change where it is news; what comes late does not undo what came after it.
  /// - Returns: Whether the message is another one now.
  func apply(to message: inout StoredMessage) throws(JSONError) -> Bool {
    switch kind {
    case .edited: try edit(&message)
    case .deleted: try delete(&message)
    case .reaction: react(to: &message)
    }
  }

  private func edit(_ message: inout StoredMessage) throws(JSONError) -> Bool {
    guard !message.isDeleted, message.editedAt.map({ $0 <= occurredAt }) ?? true else { return false }
    let body = try message.body.replacing(text: text, format: format, keepsAttachments: true)
    guard !message.isEdited || body != message.body else { return false }
    message.body = body
    message.isEdited = true
    message.editedAt = occurredAt
    return true
  }

  private func delete(_ message: inout StoredMessage) throws(JSONError) -> Bool {
    guard !message.isDeleted else { return false }
    message.body = try message.body.replacing(text: "", format: .plain, keepsAttachments: false)
    message.isDeleted = true
    return true
  }

  private func react(to message: inout StoredMessage) -> Bool {
    guard let userID else { return false }
    let news = Reaction(userID: userID, reaction: text, channel: source.channel, reactedAt: occurredAt)
    guard let index = message.reactions.firstIndex(where: { $0.userID == userID }) else {
      guard message.reactions.count < Self.maximumReactions else { return false }
      message.reactions.append(news)
      return true
    }
    let former = message.reactions[index]
    guard former.reactedAt <= occurredAt, former.reaction != text else { return false }
    message.reactions[index] = news
    return true
  }
}

extension MessageBody {
  /// The same body with other words.
  fileprivate func replacing(text: String, format: MessageFormat, keepsAttachments: Bool) throws(JSONError)
    -> MessageBody
  {
    guard var object = try parsed().objectValue else { return self }
    var payload = object["payload"]?.objectValue ?? JSONObject([("type", "text")])
    payload["text"] = .string(text)
    payload["format"] = format == .plain ? nil : .string(format.rawValue)
    if !keepsAttachments { payload["attachments"] = nil }
    object["payload"] = .object(payload)
    return MessageBody(json: JSONWriter.bytes(of: .object(object)))
  }
}
