import CConnectorABI
import Connectors
import JSON

/// What a `Bench` remembers and owes.
struct BenchState: Sendable {
  struct Instance: Sendable {
    var settings: [String: JSONValue]
    var stored: [String: [UInt8]] = [:]
    var isAlive = true
    /// While create runs: that is the operation to be ended before it returns.
    var name: String
  }

  /// A function of the connector that is to be called, with the `user` that came with it.
  // Safe to share: the pointers are the connector's, and are only handed back to it.
  struct Callback: @unchecked Sendable {
    enum Function {
      case timer(c4a_callback)
      case http(c4a_http_callback)
    }

    var instance: c4a_instance
    var function: Function
    var user: UnsafeMutableRawPointer?
  }

  enum Due: Sendable {
    case code(Callback, Int32)
    case response(Callback, ConnectorHTTPOutcome)
  }

  struct Timer: Sendable {
    var token: c4a_op
    var due: Int64
    var callback: Callback
  }

  /// Something that leaves the connector and may be seen by people.
  struct Saying: Sendable {
    var place: String
    var bytes: [UInt8]
  }

  var lastToken: UInt64 = 4_096
  var instances: [c4a_instance: Instance] = [:]
  var operations: [c4a_op: BenchOperation] = [:]
  var due: [Due] = []
  var timers: [Timer] = []
  var held: [c4a_op: (request: BenchRequest, callback: Callback)] = [:]
  /// Microseconds since some start.
  var clock: Int64 = 1_000_000

  var answer: @Sendable (ConnectorHTTPRequest) -> BenchAnswer = { _ in .status(500) }
  /// What host functions answer in place of doing something.
  var httpRefusal = C4A_OK
  var timerRefusal = C4A_OK
  var postRefusal = C4A_OK
  var emitRefusal = C4A_OK
  /// The bytes of host files; nil is an error on reading.
  var files: [c4a_file: BenchFile] = [:]

  var requests: [BenchRequest] = []
  /// Those that no webhook request brought.
  var events: [ConnectorEvent] = []
  var sayings: [Saying] = []
  var breaches: [BenchBreach] = []
  /// Whose function is running now.
  var running: c4a_instance = 0

  mutating func token() -> UInt64 {
    lastToken += 1
    return lastToken
  }

  mutating func breach(_ kind: BenchBreach.Kind, _ text: String) {
    if breaches.count < 1_000 { breaches.append(BenchBreach(kind: kind, text: text)) }
  }

  mutating func say(_ place: String, _ bytes: some Sequence<UInt8>) {
    if sayings.count < 100_000 { sayings.append(Saying(place: place, bytes: Array(bytes))) }
  }

  /// Whether a token names a living instance; notes it when it does not, or not the one that is running.
  mutating func isKnown(_ instance: c4a_instance, _ function: String) -> Bool {
    guard let known = instances[instance] else {
      breach(.otherInstance, "\(function) was called with an instance token that was never given out")
      return false
    }
    guard known.isAlive else {
      breach(.afterDestroy, "\(function) was called for an instance that had been destroyed")
      return false
    }
    if running != 0, running != instance {
      breach(.otherInstance, "\(function) was called for one instance from within a call of another one")
    }
    return true
  }

  /// Ends what an operation brought with it.
  mutating func endRequests(of operation: c4a_op) {
    for (token, open) in held.sorted(by: { $0.key < $1.key }) where open.request.cause == operation {
      held[token] = nil
      due.append(.response(open.callback, .failure(.cancelled, detail: "its operation has ended")))
    }
  }
}
