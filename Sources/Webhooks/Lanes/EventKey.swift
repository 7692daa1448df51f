/// The place of an event in the log.
struct EventKey: Sendable, Hashable {
  var partition: Int16
  var position: Int64
}
