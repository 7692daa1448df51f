import OutboundHTTP
import Synchronization

/// What requests ended with, in the order they did.
final class Outcomes: Sendable {
  private let outcomes = Mutex<[Result<OutboundResponse, OutboundError>]>([])

  var all: [Result<OutboundResponse, OutboundError>] { outcomes.withLock(\.self) }

  @Sendable func add(_ outcome: Result<OutboundResponse, OutboundError>) { outcomes.withLock { $0.append(outcome) } }
}

/// Something that a test's closure brings out.
final class Found<Value: Sendable>: Sendable {
  private let found = Mutex<Value?>(nil)

  var value: Value? {
    get { found.withLock(\.self) }
    set { found.withLock { $0 = newValue } }
  }
}
