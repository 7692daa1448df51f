import ConnectorSDK
import JSON
import MetaGraph

/// The events of one callback: several entries, of several updates each.
struct MessagingCallback {
  private(set) var events: [Event] = []
  /// What the operator should know: lines for the log.
  private(set) var complaints: [String] = []
  private let accountID: String
  private let reader: MessagingUpdateReader

  /// Reads a body whose signature was right. What means nothing to Chat4All becomes an event of kind `other`.
  init(_ body: [UInt8], accountID: String, object: String, _ reader: MessagingUpdateReader) {
    self.accountID = accountID
    self.reader = reader
    let json = try? PlatformJSON.parse(body)
    guard let json, json["object"]?.stringValue == object, let entries = json["entry"]?.arrayValue else {
      events = [.unused("a callback that is not about \(reader.platform.name)", raw: body)]
      return
    }
    for entry in entries { read(entry) }
  }

  private mutating func read(_ entry: JSONValue) {
    // One address serves all accounts of an app: what is about another one belongs elsewhere.
    guard entry["id"]?.stringValue ?? entry["id"]?.integerValue.map(String.init) == accountID else {
      complaints.append("a callback was about another account than this one")
      events.append(.unused("about another account", entry))
      return
    }
    var isEmpty = true
    for update in entry["messaging"]?.arrayValue ?? [] {
      isEmpty = false
      keep(update)
    }
    // Copies for an app that does not have the conversation: another one answers.
    for update in entry["standby"]?.arrayValue ?? [] {
      isEmpty = false
      events.append(.unused("standby: another app has the conversation", update))
    }
    for change in entry["changes"]?.arrayValue ?? [] {
      isEmpty = false
      events.append(.unused("field \((change["field"]?.stringValue ?? "").prefix(100))", change))
    }
    if isEmpty { events.append(.unused("an entry without updates", entry)) }
  }

  private mutating func keep(_ update: JSONValue) {
    if let enforcement = update["policy_enforcement"] {
      let action = enforcement["action"]?.stringValue ?? "an action"
      complaints.append("Meta enforces its policies on this account: \(action.prefix(100))")
    }
    let found = reader.events(of: update)
    if found.isEmpty { return events.append(.unused(MessagingUpdateReader.name(of: update), update)) }
    let raw = JSONWriter.bytes(of: update)
    for var event in found {
      event.raw = raw
      events.append(event)
    }
  }
}
