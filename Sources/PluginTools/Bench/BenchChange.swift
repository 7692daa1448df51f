import CConnectorABI

/// Something that happened to a message, as the bench hands it over.
struct BenchChange: Sendable {
  /// One function of `c4a_operations`.
  enum Kind: CaseIterable, Sendable {
    case edit
    case delete
    case reaction
    case read
    case typing

    var operation: BenchOperation.Kind {
      switch self {
      case .edit: .editText
      case .delete: .deleteMessage
      case .reaction: .react
      case .read: .markRead
      case .typing: .typing
      }
    }

    /// What the descriptor says of a connector that has it.
    var capability: UInt64 {
      switch self {
      case .edit: C4A_CAP_EDIT
      case .delete: C4A_CAP_DELETE
      case .reaction: C4A_CAP_REACTION
      case .read: C4A_CAP_MARK_READ
      case .typing: C4A_CAP_TYPING
      }
    }

    /// As the header calls the function.
    var name: String { operation.rawValue }
  }

  var kind: Kind
  var recipient: String
  var chat = ""
  /// The platform's id of the message.
  var remoteID: [UInt8]
  var moreIDs: [[UInt8]] = []
  /// What it reads now, or the sign.
  var text: [UInt8] = []
  var number = 1
  var flags: UInt32 = 0
  var format: UInt32 = 0

  init(_ kind: Kind, of remoteID: String, to recipient: String, number: Int = 1) {
    self.kind = kind
    self.recipient = recipient
    self.remoteID = Array(remoteID.utf8)
    self.number = number
    switch kind {
    case .edit: text = Array("Hello again".utf8)
    case .reaction: text = Array("👍".utf8)
    case .delete, .read, .typing: break
    }
  }
}

extension BenchMemory {
  mutating func change(_ change: BenchChange) -> UnsafePointer<c4a_change> {
    var raw = c4a_change()
    raw.format = change.format
    raw.attempt = 1
    raw.flags = change.flags
    raw.message_id = text(change.kind == .typing ? "" : "verify-\(change.number)")
    raw.conversation = text("conversation-1")
    raw.recipient = text(change.recipient)
    raw.chat = text(change.chat)
    raw.remote_id = text(change.remoteID)
    raw.more_ids = list(change.moreIDs)
    raw.more_ids_count = change.moreIDs.count
    raw.text = text(change.text)
    raw.idempotency_key = text("change-\(change.number)")
    raw.sender = text("user-1")
    raw.sender_name = text("Verifier")
    raw.occurred_at_us = 1_787_000_002_000_000
    return place(raw)
  }
}
