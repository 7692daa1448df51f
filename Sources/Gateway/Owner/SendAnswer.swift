import Connectors
import Model

/// What a connector answered to one send, waiting to be written down.
struct SendAnswer: Sendable {
  var item: LaneItem
  var pass: CircuitBreaker.Pass
  var result: SendResult
  var answeredAt: Timestamp

  var key: DeliveryKey { item.delivery.key }
}
