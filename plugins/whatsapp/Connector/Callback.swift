import ConnectorSDK
import JSON
import MetaGraph

/// The events of one callback: up to a thousand updates, in several entries and changes.
struct Callback {
  private(set) var events: [Event] = []
  /// What the operator should know: lines for the log.
  private(set) var complaints: [String] = []
  private let phoneNumberID: String

  /// Reads a body whose signature was right. What means nothing to Chat4All becomes an event of kind `other`.
  init(_ body: [UInt8], phoneNumberID: String) {
    self.phoneNumberID = phoneNumberID
    guard let json = try? PlatformJSON.parse(body), json["object"]?.stringValue == "whatsapp_business_account",
      let entries = json["entry"]?.arrayValue
    else {
      events.append(.unused("a callback that is not about WhatsApp", raw: body))
      return
    }
    for entry in entries {
      for change in entry["changes"]?.arrayValue ?? [] { read(change) }
    }
  }

  private mutating func read(_ change: JSONValue) {
    let field = change["field"]?.stringValue ?? ""
    guard let value = change["value"], field == "messages" || field == "smb_message_echoes" else {
      return other("field \(field.prefix(100))", change)
    }
    // One address serves all numbers of an app: what is about another number belongs to another account.
    let number = value["metadata"]?["phone_number_id"]?.stringValue
    guard number == phoneNumberID else {
      complaints.append("a callback was about another phone_number_id than that of this account")
      return other("about another number", change)
    }
    let people = Contacts(value["contacts"]?.arrayValue ?? [])
    var isEmpty = true
    for (name, isEcho) in [("messages", false), ("message_echoes", true)] {
      for message in value[name]?.arrayValue ?? [] {
        isEmpty = false
        keep(InboundMessage(message, people, isEcho: isEcho)?.event, "message", message)
      }
    }
    for status in value["statuses"]?.arrayValue ?? [] {
      isEmpty = false
      keep(StatusUpdate(status)?.event, "status", status)
    }
    for error in value["errors"]?.arrayValue ?? [] {
      complaints.append("about the whole account: \(GraphError(error).whatsAppError.detail)")
    }
    if isEmpty { other("no messages and no statuses", change) }
  }

  private mutating func keep(_ event: Event?, _ what: String, _ json: JSONValue) {
    guard var event else {
      let type = json["type"]?.stringValue ?? json["status"]?.stringValue ?? "unknown"
      return other("\(what): \(type.prefix(100))", json)
    }
    event.raw = JSONWriter.bytes(of: json)
    events.append(event)
  }

  private mutating func other(_ detail: String, _ json: JSONValue) { events.append(.unused(detail, json)) }
}
