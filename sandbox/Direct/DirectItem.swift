/// One thing that is reported, before it is put into an envelope.
struct DirectItem: Sendable {
  /// Whom it is about; -1 for nobody.
  var person: Int
  /// An element of `messaging[]`, or a whole entry.
  var json: [UInt8]
  var isEntry = false
  /// The field that has to be subscribed to; nil for what comes in any case.
  var field: String?
  /// When it happened, and may leave.
  var dueAt: Moment
}
