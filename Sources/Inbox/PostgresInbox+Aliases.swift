import Model
import Postgres

extension PostgresInbox {
  private static let aliasesStatement = Statement(
    """
    SELECT k.ordinal, u.user_id, u.merged_into
    FROM unnest($1::bigint[], $2::uuid[], $3::text[]) AS k(ordinal, client_id, user_id)
    JOIN LATERAL (
      SELECT * FROM users n WHERE n.client_id = k.client_id AND n.user_id = k.user_id LIMIT 1
    ) u ON true
    WHERE u.merged_into IS NOT NULL
    """)

  /// Tries messages again whose sender or recipients are no members under the ids that they had before they were merged.
  ///
  /// Only refused messages are looked at, so that others need no look-up for it. They keep their fingerprints: the same
  /// request is the same message, before a merge and after.
  static func appendResolved(
    _ messages: [MessageAppend], _ outcomes: inout [AppendOutcome?], on connection: PostgresConnection
  ) throws {
    let refused = messages.indices.filter { index in
      switch outcomes[index] {
      case .senderNotAMember, .recipientNotAMember: true
      default: false
      }
    }
    guard !refused.isEmpty else { return }
    let names = refused.flatMap { index in
      ([messages[index].sender] + messages[index].recipients).map { (index: index, userID: $0) }
    }
    var resolved: [Int: MessageAppend] = [:]
    let rows = try connection.query(
      aliasesStatement,
      [
        .int64Array(names.map { Int64($0.index) }), .uuidArray(names.map { messages[$0.index].clientID.uuid }),
        .textArray(names.map(\.userID)),
      ])
    for row in rows {
      let index = Int(try row.int64(0))
      let (alias, userID) = (try row.text(1), try row.text(2))
      var message = resolved[index] ?? messages[index]
      if message.sender == alias { message.sender = userID }
      message.recipients = message.recipients.map { $0 == alias ? userID : $0 }
      resolved[index] = message
    }
    for (index, message) in resolved.sorted(by: { $0.key < $1.key }) {
      outcomes[index] = try AppendStatement.run([message], on: connection)[0] ?? outcomes[index]
    }
  }
}
