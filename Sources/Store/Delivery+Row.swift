import Model
import Postgres

extension Delivery {
  /// The columns that ``init(row:from:)`` reads, of a table or row named `d`.
  static let columns = """
    d.conversation_id, d.sequence_number, d.ordinal, d.recipient, d.channel, d.account, d.address, d.status,
    d.attempts, d.next_attempt_at, d.fallback_at, d.expires_at, d.deadline_seconds, d.sent_at, d.delivered_at,
    d.read_at, d.failed_at, d.external_message_id, d.reason, d.detail, d.possible_duplicate, d.operation,
    d.operation_data
    """
  static let columnCount = 23

  /// The columns that ``init(shown:of:)`` reads: what readers of a history see of a delivery.
  static let shownColumns = """
    d.sequence_number, d.ordinal, d.recipient, d.channel, d.account, d.status, d.sent_at, d.delivered_at, d.read_at,
    d.failed_at, d.external_message_id, d.reason, d.detail, d.operation, d.operation_data
    """

  init(shown row: Row, of conversationID: ConversationID) throws {
    self.init(
      key: DeliveryKey(
        conversationID: conversationID, sequenceNumber: try row.int64(0), ordinal: try row.int16(1)),
      recipient: try row.text(2), channel: try row.text(3), account: try row.text(4), address: nil,
      status: try Self.status(try row.int16(5)), sentAt: try row.optionalTime(6), deliveredAt: try row.optionalTime(7),
      readAt: try row.optionalTime(8), failedAt: try row.optionalTime(9))
    externalMessageID = try row.optionalText(10)
    reason = try row.optionalText(11)
    detail = try row.optionalText(12)
    try StoredOperation.read(kind: row.optionalInt16(13), data: row.optionalBytes(14), into: &self)
  }

  private static func status(_ number: Int16) throws -> DeliveryStatus {
    guard let status = DeliveryStatus(rawValue: number) else {
      throw PostgresError(.decode, "a delivery has a status that this version does not know")
    }
    return status
  }

  init(row: Row, from first: Int = 0) throws {
    self.init(
      key: DeliveryKey(
        conversationID: ConversationID(try row.uuid(first)), sequenceNumber: try row.int64(first + 1),
        ordinal: try row.int16(first + 2)),
      recipient: try row.text(first + 3), channel: try row.text(first + 4), account: try row.text(first + 5),
      address: try row.optionalText(first + 6), status: try Self.status(try row.int16(first + 7)),
      sentAt: try row.optionalTime(first + 13), deliveredAt: try row.optionalTime(first + 14),
      readAt: try row.optionalTime(first + 15), failedAt: try row.optionalTime(first + 16))
    attempts = try row.int16(first + 8)
    nextAttemptAt = try row.optionalTime(first + 9)
    fallbackAt = try row.optionalTime(first + 10)
    expiresAt = try row.optionalTime(first + 11)
    deadlineSeconds = try row.optionalInt32(first + 12)
    externalMessageID = try row.optionalText(first + 17)
    reason = try row.optionalText(first + 18)
    detail = try row.optionalText(first + 19)
    possibleDuplicate = try row.bool(first + 20)
    try StoredOperation.read(
      kind: row.optionalInt16(first + 21), data: row.optionalBytes(first + 22), into: &self)
  }

  /// When the owner must look at this delivery without being told; nil for never.
  var wakeAt: Timestamp? {
    guard status == .pending || status == .sent || status == .waiting else { return nil }
    return [fallbackAt, pendingExpiry].compactMap { $0 }.min()
  }
}
