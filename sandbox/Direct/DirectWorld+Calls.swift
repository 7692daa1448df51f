import JSON

/// What the business does: `POST /{version}/{account}/messages`.
extension DirectWorld {
  /// What was accepted, for the sandbox's own books.
  struct Accepted: Sendable {
    var person: Int
    var id: String
    var text: String
    var kind: String
    var replyTo: String?
    var metadata: String?
  }

  private static let types = ["RESPONSE", "UPDATE", "MESSAGE_TAG"]
  private static let metadataLimit = 1000

  /// - Parameter sequence: the number of the next message of the sandbox.
  /// - Returns: the answer's body, and what was accepted.
  mutating func messages(
    _ body: JSONValue, sequence: Int64, now: Moment
  ) throws(GraphError) -> (body: JSONValue, accepted: Accepted) {
    guard let body = body.objectValue else { throw .parameter("Invalid parameter") }
    if settings.enforcesRates, rates.take(now: now) != nil { throw .tooManyCalls(platform) }
    let person = try recipient(body)
    if let action = body["sender_action"] { return try act(action.stringValue ?? "", body["payload"], person) }
    let tag = try tag(body)
    let text = try text(body)
    let metadata = body["message"]?["metadata"]?.stringValue
    if let metadata, metadata.unicodeScalars.count >= Self.metadataLimit {
      throw .parameter("Length of param message[metadata] must be less than \(Self.metadataLimit)")
    }
    let replyTo = body["reply_to"]?["mid"]?.stringValue
    if let replyTo, people[person].messages[replyTo] == nil {
      throw .parameter("Param reply_to[mid] must be a message of this conversation")
    }
    guard !people[person].hasBlocked else { throw .unavailable(platform) }
    let window = tag == nil ? DirectPerson.window : DirectPerson.humanWindow
    guard people[person].wrote(within: window, now) else { throw .closedWindow(platform) }
    let accepted = Accepted(
      person: person, id: DirectMessageID.make(platform, using: &random), text: text, kind: "text", replyTo: replyTo,
      metadata: metadata)
    take(accepted, sequence: sequence, now: now)
    return (["recipient_id": .string(people[person].id), "message_id": .string(accepted.id)], accepted)
  }

  // MARK: Reading the request

  private func recipient(_ body: JSONObject) throws(GraphError) -> Int {
    guard let recipient = body["recipient"]?.objectValue else { throw .required("recipient") }
    guard let id = recipient["id"]?.stringValue, !id.isEmpty else { throw .required("recipient['id']") }
    guard let person = index(id: id) else { throw .noSuchPerson(platform) }
    return person
  }

  /// The tag with which it goes out after the window; nil for none.
  private func tag(_ body: JSONObject) throws(GraphError) -> String? {
    guard let type = body["messaging_type"]?.stringValue else {
      guard platform == .instagram else {
        throw .parameter("Param messaging_type must be one of {\(Self.types.joined(separator: ", "))}")
      }
      return nil
    }
    guard Self.types.contains(type) else {
      throw .parameter("Param messaging_type must be one of {\(Self.types.joined(separator: ", "))}")
    }
    guard type == "MESSAGE_TAG" else { return nil }
    guard let tag = body["tag"]?.stringValue else { throw .required("tag") }
    guard tag == "HUMAN_AGENT" else { throw .parameter("Param tag must be one of {HUMAN_AGENT} - got \"\(tag)\".") }
    return tag
  }

  private func text(_ body: JSONObject) throws(GraphError) -> String {
    guard let message = body["message"]?.objectValue else { throw .required("message") }
    if message["attachment"] != nil || message["attachments"] != nil {
      throw .direct(100, 2_018_047, "Upload attachment failure: the sandbox takes texts alone.", platform)
    }
    guard let text = message["text"]?.stringValue, !text.allSatisfy(\.isWhitespace) else {
      throw .emptyMessage(platform)
    }
    guard platform.fits(text) else {
      throw .parameter(
        platform == .messenger
          ? "Length of param message[text] must be less than 2000 characters"
          : "Length of param message[text] must be less than or equal to 1000 bytes")
    }
    return text
  }

  // MARK: What becomes of it

  private mutating func take(_ accepted: Accepted, sequence: Int64, now: Moment) {
    let person = accepted.person
    keep(
      DirectMessage(
        id: accepted.id, sequence: sequence, isFromUser: false, text: accepted.text, at: now,
        replyTo: accepted.replyTo), person)
    changePerson(person) { $0.sees = false }
    var echo = JSONObject([("is_echo", true)])
    if platform.echoesMetadata {
      echo["app_id"] = .integer(settings.appID)
      echo.set("metadata", accepted.metadata)
    }
    echo["mid"] = .string(accepted.id)
    echo["text"] = .string(accepted.text)
    reportEcho(.object(echo), to: person, at: now)
    plan(.delivered, of: accepted.id, person: person, at: now + settings.deliveryDelay)
  }

  private mutating func act(
    _ action: String, _ payload: JSONValue?, _ person: Int
  ) throws(GraphError) -> (body: JSONValue, accepted: Accepted) {
    var accepted = Accepted(person: person, id: "", text: "", kind: action)
    switch action {
    case "typing_on", "typing_off": changePerson(person) { $0.sees = action == "typing_on" }
    case "mark_seen":
      for message in people[person].messages.messages where message.isFromUser && !message.isReadByBusiness {
        change(person, message.id) { $0.isReadByBusiness = true }
      }
    case "react", "unreact":
      guard let id = payload?["message_id"]?.stringValue, people[person].messages[id] != nil else {
        throw .parameter("Param payload[message_id] must be a message of this conversation")
      }
      var sign: String?
      if action == "react" {
        sign = payload?["reaction"]?.stringValue.flatMap(DirectReactions.sign)
        guard sign != nil, platform == .messenger || sign == "❤" else {
          throw .parameter("Param payload[reaction] must be a known reaction")
        }
      }
      change(person, id) { $0.businessReaction = sign }
      accepted.id = id
      accepted.text = sign ?? ""
    default:
      throw .parameter(
        "Param sender_action must be one of {TYPING_ON, TYPING_OFF, MARK_SEEN, REACT, UNREACT} - got \"\(action)\".")
    }
    return (["recipient_id": .string(people[person].id)], accepted)
  }
}
