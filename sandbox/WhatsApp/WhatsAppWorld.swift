import HeapModule
import JSON

/// Everything that WhatsApp knows: the business's number, its users and their messages. A value without I/O.
///
/// What is to be reported to the business gathers in ``reports``; whoever drives the world takes it from there.
struct WhatsAppWorld: Sendable {
  var settings: WhatsAppSettings
  private(set) var people: [WhatsAppPerson] = []
  private var byName: [String: Int] = [:]
  private var byWaID: [String: Int] = [:]
  private var byUserID: [String: Int] = [:]
  var rates: WhatsAppRates
  var random: SeededGenerator
  private var agenda = Heap<WhatsAppAgendaItem>()
  private var agendaOrder: Int64 = 0
  private static let agendaCapacity = 1_000_000
  /// What happened and is not reported yet.
  var reports: [WhatsAppItem] = []
  /// Contacts as callbacks have them, by person.
  private var contacts: [[UInt8]] = []

  init(settings: WhatsAppSettings, seed: UInt64, now: Moment) {
    self.settings = settings
    rates = WhatsAppRates(now: now)
    random = SeededGenerator(seed: seed)
  }

  // MARK: People

  func index(name: String) -> Int? { byName[name] }

  /// Who has this number; the ids that WhatsApp makes of dialled numbers are understood.
  func index(digits: String) -> Int? { byWaID[digits] ?? byWaID[WhatsAppNumber.waID(digits: digits)] }

  func index(userID: String) -> Int? { byUserID[userID] }

  /// Adds or replaces a person; throws where the number or the user id is another one's.
  mutating func put(_ person: WhatsAppPerson) throws(ControlError) {
    let index = byName[person.name] ?? people.count
    for taken in [byWaID[person.waID], byUserID[person.userID]] where taken != nil && taken != index {
      throw ControlError("the number or user id belongs to \(people[taken!].name) already")
    }
    if index < people.count {
      byWaID[people[index].waID] = nil
      byUserID[people[index].userID] = nil
      people[index] = person
      contacts[index] = JSONWriter.bytes(of: person.contact)
    } else {
      people.append(person)
      contacts.append(JSONWriter.bytes(of: person.contact))
    }
    byName[person.name] = index
    byWaID[person.waID] = index
    byUserID[person.userID] = index
  }

  /// A person with ids of their own: the number is the next that is free.
  mutating func makePerson(name: String, waID: String? = nil) -> WhatsAppPerson {
    var number = waID
    var candidate = 551_190_000_000 + Int64(people.count)
    while number == nil {
      candidate += 1
      if byWaID[String(candidate)] == nil { number = String(candidate) }
    }
    let digits = (0..<20).map { _ in String(Int.random(in: 0...9, using: &random)) }.joined()
    return WhatsAppPerson(
      name: name, profileName: name.prefix(1).uppercased() + name.dropFirst(), waID: number!,
      userID: "\(WhatsAppNumber.country(waID: number!)).\(digits)", readAfter: settings.readAfter,
      messages: Archive(capacity: settings.history))
  }

  mutating func setOnline(_ isOnline: Bool, _ person: Int) {
    people[person].isOnline = isOnline
  }

  mutating func show(isTyping: Bool, _ person: Int) {
    people[person].sees = isTyping
  }

  /// Changes a message that is still kept; nil where it is not.
  mutating func change(_ person: Int, _ id: String, _ body: (inout WhatsAppMessage) -> Void) {
    guard var message = people[person].messages[id] else { return }
    body(&message)
    people[person].messages[id] = message
  }

  mutating func keep(_ message: WhatsAppMessage, _ person: Int) {
    people[person].messages.append(message.id, message)
  }

  mutating func wrote(_ person: Int, at now: Moment) {
    people[person].lastWroteAt = now
  }

  // MARK: Reports

  mutating func report(_ kind: WhatsAppItem.Kind, _ json: JSONValue, person: Int, dueAt: Moment) {
    reports.append(
      WhatsAppItem(
        kind: kind, person: person, contact: person < 0 ? [] : contacts[person], json: JSONWriter.bytes(of: json),
        dueAt: dueAt))
  }

  // MARK: What happens later

  /// When something happens of itself; nil for never.
  var nextWake: Moment? { agenda.min?.at }

  /// Plans a status. Where a million wait already it never comes, as when a phone stays off for ever.
  mutating func plan(_ what: WhatsAppStatus, of id: String, person: Int, at moment: Moment) {
    guard agenda.count < Self.agendaCapacity else { return }
    agendaOrder += 1
    agenda.insert(WhatsAppAgendaItem(at: moment, order: agendaOrder, person: person, message: id, status: what))
  }

  /// Lets happen what is due.
  mutating func advance(now: Moment) {
    while let item = agenda.min, item.at <= now {
      _ = agenda.popMin()
      switch item.status {
      case .delivered: deliver(item.message, person: item.person, now: now)
      default: raise(item.status, item.message, person: item.person, now: now)
      }
    }
  }

  /// The phone gets a message, where it is on; where it is not, it gets it when it is switched on.
  mutating func deliver(_ id: String, person: Int, now: Moment) {
    guard people[person].isOnline else { return }
    raise(.delivered, id, person: person, now: now)
    guard let readAfter = people[person].readAfter else { return }
    if readAfter == 0 {
      raise(.read, id, person: person, now: now)
    } else {
      plan(.read, of: id, person: person, at: now + readAfter)
    }
  }

  /// Moves a message on and reports it; nothing where it has come as far already.
  mutating func raise(_ status: WhatsAppStatus, _ id: String, person: Int, now: Moment, errorCode: Int? = nil) {
    guard let message = people[person].messages[id], !message.isFromUser, message.status < status,
      status != .failed || message.status <= .sent
    else { return }
    change(person, id) {
      $0.status = status
      $0.errorCode = errorCode
    }
    report(.status, statusJSON(status, message, person, now, errorCode), person: person, dueAt: now)
  }

  private func statusJSON(
    _ status: WhatsAppStatus, _ message: WhatsAppMessage, _ person: Int, _ now: Moment, _ errorCode: Int?
  ) -> JSONValue {
    var object = JSONObject([
      ("id", .string(message.id)), ("status", .string(status.rawValue)), ("timestamp", .string(String(now.seconds))),
    ])
    if !people[person].hidesNumber { object["recipient_id"] = .string(people[person].waID) }
    object["recipient_user_id"] = .string(people[person].userID)
    object.set("biz_opaque_callback_data", message.callbackData)
    switch status {
    case .sent, .delivered:
      object["pricing"] = [
        "billable": false, "pricing_model": "PMP", "type": "free_customer_service", "category": "service",
      ]
    case .failed:
      let code = errorCode ?? 131000
      object["errors"] = [
        [
          "code": .integer(code), "title": .string(WhatsAppErrorTitle.of(code)),
          "message": .string(WhatsAppErrorTitle.of(code)),
          "error_data": ["details": .string(WhatsAppErrorTitle.details(code))],
          "href": "https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/",
        ]
      ]
    case .accepted, .read: break
    }
    return .object(object)
  }
}
