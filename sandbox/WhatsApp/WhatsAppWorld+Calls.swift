import JSON

/// What the business does: `POST /{version}/{phone_number_id}/messages`.
extension WhatsAppWorld {
  /// A text that was accepted, for the sandbox's own books.
  struct Accepted: Sendable {
    var person: Int?
    var to: String
    var id: String
    var text: String
    var kind: String
    var replyTo: String?
    var callbackData: String?
  }

  private static let textLimit = 4096
  private static let callbackDataLimit = 512
  private static let types = [
    "audio", "contacts", "document", "image", "interactive", "location", "reaction", "sticker", "template", "text",
    "video",
  ]

  /// - Parameters:
  ///   - sequence: the number of the next message of the sandbox.
  ///   - failWith: the error code with which the message will fail later, where a fault says so.
  /// - Returns: the answer's body, and what was accepted; nil for calls that send nothing.
  mutating func messages(
    _ body: JSONValue, sequence: Int64, now: Moment, failWith: Int? = nil
  ) throws(GraphError) -> (body: JSONValue, accepted: Accepted?) {
    guard let body = body.objectValue else { throw .parameter("Invalid parameter") }
    guard let product = body["messaging_product"] else { throw .required("messaging_product") }
    guard product == "whatsapp" else {
      throw .parameter("Param messaging_product must be one of {WHATSAPP} - got \"\(product.stringValue ?? "?")\".")
    }
    if body["status"] != nil { return (try markAsRead(body), nil) }
    let type = body["type"]?.stringValue ?? "text"
    guard Self.types.contains(type) else {
      throw .parameter(
        "Param type must be one of {\(Self.types.map { $0.uppercased() }.joined(separator: ", "))} - got \"\(type)\".")
    }
    let (input, person) = try recipient(body)
    let callbackData = try callbackData(body)
    let replyTo = try context(body, type)
    if settings.enforcesRates { try rates.check(person: person, now: now) }
    let text =
      switch type {
      case "text": try text(body)
      case "reaction": try reaction(body, person)
      case "template": try template(body)
      default: throw GraphError.of(code: 131051)
      }
    let waID = person.map { people[$0].waID } ?? WhatsAppNumber.waID(digits: WhatsAppNumber.digits(input) ?? "0")
    let id = WhatsAppMessageID.make(waID: waID, isFromUser: false, using: &random)
    let accepted = Accepted(
      person: person, to: waID, id: id, text: text, kind: type, replyTo: replyTo, callbackData: callbackData)
    take(accepted, sequence: sequence, now: now, failWith: failWith)
    var contact = JSONObject([("input", .string(input))])
    if person.map({ people[$0].hidesNumber }) != true { contact["wa_id"] = .string(waID) }
    contact.set("user_id", person.map { people[$0].userID })
    return (
      [
        "messaging_product": "whatsapp", "contacts": [.object(contact)],
        "messages": [["id": .string(id), "message_status": "accepted"]],
      ], accepted
    )
  }

  // MARK: Reading the request

  private func recipient(_ body: JSONObject) throws(GraphError) -> (input: String, person: Int?) {
    if let kind = body["recipient_type"]?.stringValue, kind != "individual" {
      guard kind == "group" else { throw .value("recipient_type must be individual or group.") }
      throw GraphError.of(code: 131041)
    }
    // A number may come as a JSON number from careless clients; Meta takes it, too.
    if let to = body["to"].flatMap({ $0.stringValue ?? $0.integerValue.map(String.init) }), !to.isEmpty {
      guard let digits = WhatsAppNumber.digits(to) else {
        throw .value("Recipient phone number is not valid: it must be in international format.")
      }
      guard digits != settings.displayNumber else {
        throw GraphError(
          code: 131021, message: "(#131021) Recipient cannot be sender",
          details: "Recipient and sender phone number is the same.")
      }
      return (to, index(digits: digits))
    }
    guard let recipient = body["recipient"]?.stringValue, !recipient.isEmpty else { throw .required("to") }
    guard let person = index(userID: recipient) else {
      throw GraphError.of(code: 131062, text: "Recipient is not a valid business-scoped user id")
    }
    return (recipient, person)
  }

  private func callbackData(_ body: JSONObject) throws(GraphError) -> String? {
    guard let value = body["biz_opaque_callback_data"] else { return nil }
    guard let data = value.stringValue, data.unicodeScalars.count <= Self.callbackDataLimit else {
      throw .parameter(
        "Param biz_opaque_callback_data must be at most \(Self.callbackDataLimit) characters long.")
    }
    return data
  }

  private func context(_ body: JSONObject, _ type: String) throws(GraphError) -> String? {
    guard let context = body["context"] else { return nil }
    guard type != "reaction" else { throw .value("context cannot be used with reaction messages.") }
    guard let id = context["message_id"]?.stringValue, !id.isEmpty else { throw .missing("context.message_id") }
    return id
  }

  private func text(_ body: JSONObject) throws(GraphError) -> String {
    guard let text = body["text"]?.objectValue else { throw .required("text") }
    guard let content = text["body"]?.stringValue, !content.isEmpty else { throw .required("text['body']") }
    guard content.utf16.count <= Self.textLimit else {
      throw .parameter("Param text['body'] must be at most \(Self.textLimit) characters long.")
    }
    if let preview = text["preview_url"], preview.boolValue == nil {
      throw .parameter("Param text['preview_url'] must be a boolean.")
    }
    return content
  }

  private mutating func reaction(_ body: JSONObject, _ person: Int?) throws(GraphError) -> String {
    guard let reaction = body["reaction"]?.objectValue else { throw .required("reaction") }
    guard let id = reaction["message_id"]?.stringValue else { throw .required("reaction['message_id']") }
    let emoji = reaction["emoji"]?.stringValue ?? ""
    guard emoji.isEmpty || emoji.isOneEmoji else { throw .value("reaction.emoji must be one emoji.") }
    guard let person, people[person].messages[id] != nil else {
      throw .value("The message to react to was not found.")
    }
    change(person, id) { $0.businessReaction = emoji.isEmpty ? nil : emoji }
    return emoji
  }

  private func template(_ body: JSONObject) throws(GraphError) -> String {
    guard let template = body["template"]?.objectValue else { throw .required("template") }
    guard let name = template["name"]?.stringValue else { throw .required("template['name']") }
    guard template["language"]?["code"]?.stringValue != nil else { throw .required("template['language']['code']") }
    return "[\(name)]"
  }

  private mutating func markAsRead(_ body: JSONObject) throws(GraphError) -> JSONValue {
    guard body["status"] == "read" else { throw .parameter("Param status must be one of {READ}.") }
    guard let id = body["message_id"]?.stringValue else { throw .required("message_id") }
    if let typing = body["typing_indicator"], typing["type"] != "text" {
      throw .parameter("Param typing_indicator['type'] must be one of {TEXT}.")
    }
    guard let person = WhatsAppMessageID.waID(of: id).flatMap({ index(digits: $0) }),
      let message = people[person].messages[id], message.isFromUser
    else { throw .value("The message to mark as read was not found.") }
    // The ticks go up to this message.
    for earlier in people[person].messages.messages
    where earlier.isFromUser && !earlier.isReadByBusiness && earlier.sequence <= message.sequence {
      change(person, earlier.id) { $0.isReadByBusiness = true }
    }
    if body["typing_indicator"] != nil { show(isTyping: true, person) }
    return ["success": true]
  }

  // MARK: What becomes of it

  private mutating func take(_ accepted: Accepted, sequence: Int64, now: Moment, failWith: Int?) {
    guard let person = accepted.person else {
      reportLost(accepted, now: now, code: failWith ?? 131026)
      return
    }
    if accepted.kind == "reaction" { return }
    show(isTyping: false, person)
    let quoted = accepted.replyTo.flatMap { people[person].messages[$0] != nil ? $0 : nil }
    keep(
      WhatsAppMessage(
        id: accepted.id, sequence: sequence, isFromUser: false, text: accepted.text, at: now, replyTo: quoted,
        callbackData: accepted.callbackData), person)
    let isOpen = people[person].isWindowOpen(now) || accepted.kind == "template"
    if let code = failWith ?? (people[person].hasBlocked ? 131026 : isOpen ? nil : 131047) {
      raise(.failed, accepted.id, person: person, now: now + settings.statusDelay, errorCode: code)
      return
    }
    plan(.sent, of: accepted.id, person: person, at: now + settings.statusDelay)
    plan(.delivered, of: accepted.id, person: person, at: now + settings.statusDelay + settings.deliveryDelay)
  }

  /// A message to a number that is not on WhatsApp fails although it was accepted.
  private mutating func reportLost(_ accepted: Accepted, now: Moment, code: Int) {
    let at = now + settings.statusDelay
    var status = JSONObject([
      ("id", .string(accepted.id)), ("status", "failed"), ("timestamp", .string(String(at.seconds))),
      ("recipient_id", .string(accepted.to)),
    ])
    status.set("biz_opaque_callback_data", accepted.callbackData)
    status["errors"] = [
      [
        "code": .integer(code), "title": .string(WhatsAppErrorTitle.of(code)),
        "message": .string(WhatsAppErrorTitle.of(code)),
        "error_data": ["details": .string(WhatsAppErrorTitle.details(code))],
        "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
      ]
    ]
    reports.append(
      WhatsAppItem(
        kind: .status, person: -1, contact: JSONWriter.bytes(of: ["wa_id": .string(accepted.to)]),
        json: JSONWriter.bytes(of: .object(status)), dueAt: at))
  }
}

extension String {
  /// Whether this is what a keyboard calls one emoji.
  var isOneEmoji: Bool {
    count == 1 && unicodeScalars.contains { $0.properties.isEmoji && $0.value > 0xFF }
  }
}
