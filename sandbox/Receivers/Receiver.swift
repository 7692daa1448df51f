import JSON

/// A developer's webhook endpoint: verifies, counts, remembers the last events. A value without I/O.
struct Receiver: Sendable {
  /// Events that are remembered, and ids by which repetitions are noticed.
  static let eventCapacity = 2000
  static let idCapacity = 500_000

  let name: String
  /// Nil where nothing is verified.
  private(set) var signature: WebhookSignature?
  private(set) var events = Ring<ReceivedEvent>(capacity: Self.eventCapacity)
  private var deliveries: [String: Int] = [:]
  private var order = Ring<String>(capacity: Self.idCapacity)
  private(set) var received: Int64 = 0
  private(set) var verified: Int64 = 0
  private(set) var distinct: Int64 = 0

  /// Throws where the secret is none.
  init(name: String, secret: String?) throws(ControlError) {
    self.name = name
    try setSecret(secret)
  }

  mutating func setSecret(_ secret: String?) throws(ControlError) {
    guard let secret else {
      signature = nil
      return
    }
    guard let signature = WebhookSignature(secret: secret) else {
      throw ControlError("secret must be whsec_ followed by base64, as the gateway gave it out")
    }
    self.signature = signature
  }

  /// Looks at one POST; returns what it is.
  ///
  /// - Parameter status: what will be answered where a fault decides that; nil for what the event deserves.
  mutating func take(_ request: Request, status: Int?, now: Moment) -> ReceivedEvent {
    let id = request.headers.first(name: "webhook-id")
    let timestamp = request.headers.first(name: "webhook-timestamp")
    let problem = signature?.fault(
      id: id, timestamp: timestamp, signature: request.headers.first(name: "webhook-signature"), body: request.body,
      now: now)
    received += 1
    if problem == nil { verified += 1 }
    let event = ReceivedEvent(
      at: now, webhookID: id, timestamp: timestamp, problem: problem, status: status ?? (problem == nil ? 204 : 401),
      delivery: count(id), body: Array(request.body.prefix(ReceivedEvent.bodyLimit)))
    events.append(event)
    return event
  }

  private mutating func count(_ id: String?) -> Int {
    guard let id else { return 1 }
    if let before = deliveries[id] {
      deliveries[id] = before + 1
      return before + 1
    }
    if order.count == Self.idCapacity, let oldest = order[order.first] { deliveries[oldest] = nil }
    order.append(id)
    deliveries[id] = 1
    distinct += 1
    return 1
  }

  mutating func clear() {
    events.removeAll()
    deliveries = [:]
    order.removeAll()
    (received, verified, distinct) = (0, 0, 0)
  }

  var json: JSONValue {
    [
      "name": .string(name), "path": .string("/receiver/\(name)"), "verifies": .bool(signature != nil),
      "received": .integer(received), "verified": .integer(verified), "distinct": .integer(distinct),
      "last_seq": .integer(events.last),
    ]
  }
}
