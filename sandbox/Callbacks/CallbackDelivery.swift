/// One POST to the webhook: what it carries and how often it was tried. The same contents for all attempts.
struct CallbackDelivery<Content: Sendable>: Sendable {
  var id: Int64
  var contents: [Content]
  var lanes: [CallbackLane]
  /// When the oldest of the contents came into being.
  var createdAt: Moment
  /// Attempts so far, the running one included.
  var attempts = 0
}
