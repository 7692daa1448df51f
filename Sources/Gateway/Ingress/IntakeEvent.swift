import Connectors
import Model

/// Where an event came from on its way into the intake.
enum IntakeOrigin: Sendable, Hashable {
  /// With a platform's HTTP request, which is answered once the event is on disk.
  case callback
  /// From the connector by itself.
  case connector
  /// From the record, for another try; `again` where it has been routed before.
  case record(id: Int64, again: Bool)
}

/// An event on its way onto disk.
struct IntakeEvent: Sendable {
  var event: ConnectorEvent
  /// The channel's type.
  var channel: String
  var origin: IntakeOrigin
  var receivedAt: Timestamp
  /// Whether it may be stored a moment later, if it answers what may just be on its way out: see ``TooEarly``.
  var isPatient = false

  /// What nobody misses is not kept.
  var isKept: Bool { event.kind != .typing }

  /// Whether it gets a row of its own. Receipts that connectors report by themselves beside their sends would double the
  /// writes of each send, and change nothing when they come twice.
  var isRecorded: Bool {
    switch origin {
    case .callback: true
    case .connector: !event.kind.isReceipt
    case .record: false
    }
  }
}

extension ConnectorEvent.Kind {
  var isReceipt: Bool {
    switch self {
    case .sent, .delivered, .read, .failed: true
    default: false
    }
  }

  /// Whether what comes after it may have to be seen in its light.
  var isStructural: Bool {
    switch self {
    case .memberJoined, .memberLeft, .chatMoved, .addressMoved: true
    default: false
    }
  }
}
