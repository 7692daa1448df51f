import Connectors
import Inbox
import Model
import Postgres
import Store

/// Turns a batch of platforms' events into facts, inside one transaction of the caller: records them, each once; finds or
/// makes the people, threads and conversations; puts envelopes into the inbox for the owners.
///
/// A batch costs a handful of round trips, however many events it has; one more handful where somebody is new.
struct IngressTransaction {
  /// An event that has not been routed before, with the id of its row; nil for one that has none.
  struct Fresh {
    var item: IntakeEvent
    var row: Int64?

    var event: ConnectorEvent { item.event }
  }

  let rules: IngressRules
  let now: Timestamp
  let connection: PostgresConnection

  var result = IngressResult()
  var owners: [String: ClientID] = [:]
  /// Somebody has made people at the same moment for whom this batch looked.
  var hasMetOthers = false
  private var unrouted: [IngressEventStore.Unrouted] = []

  init(rules: IngressRules, now: Timestamp, connection: PostgresConnection) {
    self.rules = rules
    self.now = now
    self.connection = connection
  }

  mutating func run(_ events: [IntakeEvent]) throws -> IngressResult {
    let fresh = try record(events)
    var rest = fresh[...]
    while !rest.isEmpty {
      let segment = rest.prefix { !$0.event.kind.isStructural }
      if !segment.isEmpty { try route(segment) }
      rest = rest.dropFirst(segment.count)
      if let event = rest.popFirst() { try restructure(event) }
    }
    if !unrouted.isEmpty { _ = try connection.query(IngressEventStore.defer(unrouted)) }
    return result
  }

  // MARK: Each once

  /// Records the events and learns who owns their accounts, in one round trip.
  private mutating func record(_ events: [IntakeEvent]) throws -> [Fresh] {
    var entries: [IngressEventStore.Entry] = []
    var first: [IngressEventStore.Key: Int] = [:]
    var claims: [(id: Int64, again: Bool)] = []
    var kept: [Int] = []
    for (index, item) in events.enumerated() {
      guard item.isKept else {
        result.count(item.event, .ignored)
        continue
      }
      kept.append(index)
      if case .record(let id, let again) = item.origin { claims.append((id: id, again: again)) }
      guard item.isRecorded else { continue }
      let entry = IngressEventStore.Entry(item)
      guard first.updateValue(index, forKey: entry.key) == nil else {
        result.count(item.event, .duplicate)
        kept.removeLast()
        continue
      }
      entries.append(entry)
    }

    let names = Set(events.compactMap { rules.accounts[$0.event.account]?.owner })
    var queries = [IngressReads.owners(names.sorted())]
    if !entries.isEmpty { queries.append(IngressEventStore.record(entries)) }
    if !claims.isEmpty {
      queries.append(IngressEventStore.claim(claims.map(\.id), again: claims.contains(where: \.again)))
    }
    var results = try connection.pipeline(queries)[...]
    owners = try IngressReads.owners(from: results.removeFirst())
    let recorded = entries.isEmpty ? [:] : try IngressEventStore.recorded(from: results.removeFirst())
    let claimed = claims.isEmpty ? [] : Set(try results.removeFirst().map { try $0.int64(0) })

    var fresh: [Fresh] = []
    for index in kept {
      let item = events[index]
      if case .record(let id, _) = item.origin {
        if claimed.contains(id) { fresh.append(Fresh(item: item, row: id)) }
      } else if !item.isRecorded {
        fresh.append(Fresh(item: item, row: nil))
      } else if let row = recorded[item.key] {
        fresh.append(Fresh(item: item, row: row))
      } else {
        result.count(item.event, .duplicate)
      }
    }
    return fresh
  }

  /// Puts an event back that nothing can be done with yet.
  mutating func setAside(_ fresh: Fresh, _ reason: UnroutedReason, waitingFor: String? = nil) {
    result.count(fresh.event, .unrouted)
    guard let row = fresh.row else { return }
    unrouted.append(.init(id: row, reason: reason.rawValue, waitingFor: waitingFor))
  }

  /// The client to whom messages over an account belong.
  func owner(of event: ConnectorEvent) -> Result<(account: IngressAccount, clientID: ClientID), UnroutedReason> {
    guard let account = rules.accounts[event.account], let name = account.owner else { return .failure(.noOwner) }
    guard let clientID = owners[name] else { return .failure(.unknownOwner) }
    return .success((account: account, clientID: clientID))
  }
}

/// Why nothing can be done with an event yet. The spelling is stored and documented.
enum UnroutedReason: String, Error {
  /// channels.yaml names no owner for the account.
  case noOwner = "no_owner"
  /// There is no client of the owner's name, or it is disabled.
  case unknownOwner = "unknown_owner"
  /// Nobody to talk to: channels.yaml names no default member, and nothing else says where the message belongs.
  case noDefaultMember = "no_default_member"
  /// The default member wrote, and nothing says to whom.
  case defaultMemberWrote = "default_member_wrote"
  /// No user could be made for the address: those of its ids have other addresses on the channel.
  case addressTaken = "address_taken"
  /// The message that the event is about has not been heard of.
  case unknownMessage = "unknown_message"
  /// The event does not say which message it is about.
  case noReference = "no_reference"
}

extension IntakeEvent {
  var key: IngressEventStore.Key { .init(account: event.account, eventID: IngressRecord.key(of: event)) }
}

extension IngressEventStore.Entry {
  fileprivate init(_ item: IntakeEvent) {
    let event = item.event
    self.init(
      account: event.account, eventID: IngressRecord.key(of: event), channel: item.channel,
      kind: IngressRecord.name(of: event.kind), data: IngressRecord.json(of: event),
      raw: event.raw.isEmpty ? nil : event.raw, occurredAt: Timestamp(microseconds: event.occurredAt))
  }

  fileprivate var key: IngressEventStore.Key { .init(account: account, eventID: eventID) }
}
