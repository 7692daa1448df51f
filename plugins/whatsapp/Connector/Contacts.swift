import ConnectorSDK
import JSON

/// The people whom a callback introduces.
struct Contacts {
  private let people: [JSONValue]

  init(_ people: [JSONValue]) { self.people = people }

  /// Adds what is known about somebody, found by number or by user id.
  func describe(_ event: inout Event, number: String?, userID: String?) {
    let person = people.first { person in
      if let number, person["wa_id"]?.stringValue == number { return true }
      return userID != nil && person["user_id"]?.stringValue == userID
    }
    event.senderName = person?["profile"]?["name"]?.stringValue ?? ""
    if let name = person?["profile"]?["username"]?.stringValue { event.metadata["username"] = name }
    if let id = userID ?? person?["user_id"]?.stringValue { event.metadata["user_id"] = id }
  }
}
