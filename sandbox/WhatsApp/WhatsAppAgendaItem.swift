/// A status that a message will have later.
struct WhatsAppAgendaItem: Comparable, Sendable {
  var at: Moment
  /// Keeps what is due at one time in the order in which it was planned.
  var order: Int64
  var person: Int
  var message: String
  var status: WhatsAppStatus

  static func < (left: WhatsAppAgendaItem, right: WhatsAppAgendaItem) -> Bool {
    (left.at, left.order) < (right.at, right.order)
  }

  static func == (left: WhatsAppAgendaItem, right: WhatsAppAgendaItem) -> Bool { left.order == right.order }
}
