import Connectors
import Model

/// What a connector answered to one send, waiting to be written down.
struct SendAnswer: Sendable {
  var item: LaneItem
  var pass: CircuitBreaker.Pass
  var result: SendResult
  var answeredAt: Timestamp

  var key: DeliveryKey { item.delivery.key }

  /// Whether something was sent that goes by the answer's names, and not only changed.
  var isMessage: Bool { item.delivery.change.map { $0.outcome != .native } ?? true }

  /// The delivery of the message that it gave other names.
  var renamed: DeliveryKey? {
    guard let change = item.delivery.change, change.kind == .edit, let ordinal = change.original,
      result.remoteID?.isEmpty == false
    else { return nil }
    var key = key
    key.ordinal = ordinal
    return key
  }
}
