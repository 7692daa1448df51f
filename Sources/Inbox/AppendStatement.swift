import FoundationEssentials
import Model
import Postgres

/// Accepts a batch of messages in one statement: checks membership, claims the ids, appends to the inbox.
///
/// Everything a message needs to be accepted is checked against the rows as they are at this moment, in the
/// transaction that makes it durable, so there is no cache to be stale and no gap between check and append.
///
/// There are two forms of it: the usual one, which only knows how to accept, and a careful one for what that left out.
enum AppendStatement {
  /// How the statement must be planned, whatever the statistics of the moment say: tables by their indexes, one look-up
  /// per row (the lateral joins leave no other way), and the batch with itself by hash. The sender's client is compared in
  /// a way that no index serves: by that of users, all conversations of a busy one would be read.
  static let plannerSettings = [
    "enable_seqscan": "off", "enable_nestloop": "off", "enable_mergejoin": "off", "jit": "off",
    "plan_cache_mode": "force_generic_plan",
  ]

  /// Outcomes in the order of `messages`; nil where a concurrent transaction claimed the id and has to be looked at
  /// again. No two of `messages` may have the same key.
  static func run(_ messages: [MessageAppend], on connection: PostgresConnection) throws -> [AppendOutcome?] {
    var outcomes = [AppendOutcome?](repeating: nil, count: messages.count)
    do {
      for row in try connection.query(usual, parameters(of: messages)) {
        outcomes[Int(try row.int64(0)) - 1] = .accepted
      }
    } catch let error as PostgresError where error.code == .uniqueViolation {
      // Nothing of it was taken.
      return try verdicts(on: messages, connection)
    }
    let rest = outcomes.indices.filter { outcomes[$0] == nil }
    guard !rest.isEmpty else { return outcomes }
    for (index, verdict) in zip(rest, try verdicts(on: rest.map { messages[$0] }, connection)) {
      outcomes[index] = verdict
    }
    return outcomes
  }

  private static func verdicts(
    on messages: [MessageAppend], _ connection: PostgresConnection
  ) throws -> [AppendOutcome?] {
    try connection.query(careful, parameters(of: messages)).map { row in
      switch try row.int32(0) {
      case 0: .accepted
      case 1: .conversationUnknown
      case 2: .senderNotAMember
      case 3: .recipientNotAMember(Int(try row.int32(1)))
      case 4: .duplicate
      case 5: .messageIDReused
      default: nil
      }
    }
  }

  private static func parameters(of messages: [MessageAppend]) -> [PostgresValue] {
    var ordinals: [Int64] = []
    var places: [Int32] = []
    var conversations: [UUID] = []
    var users: [String] = []
    for (index, message) in messages.enumerated() {
      for (place, user) in message.recipients.enumerated() {
        ordinals.append(Int64(index + 1))
        places.append(Int32(place))
        conversations.append(message.conversationID.uuid)
        users.append(user)
      }
    }
    // Closures, because key paths into other modules are put together anew each time.
    return [
      .uuidArray(messages.map { $0.clientID.uuid }), .textArray(messages.map { $0.messageID }),
      .uuidArray(messages.map { $0.conversationID.uuid }), .int16Array(messages.map { $0.partition }),
      .textArray(messages.map { $0.sender }), .byteaArray(messages.map { $0.fingerprint }),
      .jsonArray(messages.map { $0.body.json }), .timestamptzArray(messages.map { $0.receivedAt.microseconds }),
      .optionalTimestamptzArray(messages.map { $0.expiresAt?.microseconds }),
      .int64Array(messages.indices.map { Int64($0 + 1) }), .int64Array(ordinals), .int32Array(places),
      .uuidArray(conversations), .textArray(users),
    ]
  }
}
