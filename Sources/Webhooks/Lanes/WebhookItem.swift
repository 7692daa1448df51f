import Model
import Store

/// One event on its way to one endpoint.
struct WebhookItem: Sendable {
  let event: WebhookEvent
  /// Attempts that have failed.
  var attempts: Int16 = 0
  var firstFailedAt: Timestamp?
  /// Nil for at once.
  var nextAttemptAt: Timestamp?
  /// It has a row of its own, so the cursors may pass it.
  var isStored = false
  /// It holds up nobody and waits for nobody.
  var isBeside = false
  var isInFlight = false
  /// The reader that waits for it; nil where none does.
  var track: TrackKey?

  var key: EventKey { event.key }
}

/// Who has read an event from the log.
enum TrackKey: Sendable, Hashable {
  /// The partition's common cursor.
  case common(Int16)
  /// An endpoint's own.
  case own(CatchupKey)
}
