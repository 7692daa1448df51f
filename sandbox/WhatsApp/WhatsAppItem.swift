/// One thing that WhatsApp reports, before it is put into an envelope.
struct WhatsAppItem: Sendable {
  enum Kind: Sendable {
    case message
    case status
    /// A whole element of `changes[]`.
    case change
  }

  var kind: Kind
  /// Whom it is about; -1 for nobody.
  var person: Int
  var contact: [UInt8]
  var json: [UInt8]
  /// When it may leave.
  var dueAt: Moment
}
