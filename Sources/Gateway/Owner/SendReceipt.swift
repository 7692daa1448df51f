import Model

/// A report about a delivery that this owner has sent itself: written down with its answer, or soon after.
struct SendReceipt: Sendable {
  /// Tells it from every other receipt that waits beside it.
  var number: UInt64
  var account: String
  var key: DeliveryKey
  var partition: Int16
  var status: DeliveryStatus
  var occurredAt: Timestamp
  var detail: String?
}
