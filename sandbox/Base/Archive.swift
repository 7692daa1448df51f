/// The last messages of a chat, in order and by id.
struct Archive<ID: Hashable & Sendable, Message: Sendable>: Sendable {
  private var ring: Ring<(id: ID, message: Message)>
  private var numbers: [ID: Int64] = [:]

  init(capacity: Int) {
    ring = Ring(capacity: capacity)
  }

  var newest: Message? { ring.newest?.message }

  mutating func append(_ id: ID, _ message: Message) {
    if ring.count == ring.capacity, let oldest = ring[ring.first] { numbers[oldest.id] = nil }
    numbers[id] = ring.append((id, message))
  }

  subscript(id: ID) -> Message? {
    get { numbers[id].flatMap { ring[$0]?.message } }
    set {
      guard let number = numbers[id], let newValue else { return }
      ring[number] = (id, newValue)
    }
  }

  /// Everything that is kept, oldest first.
  var messages: [Message] { ring.after(0, limit: ring.capacity).map(\.element.message) }

  /// The newest message that fits.
  func last(where fits: (Message) -> Bool) -> Message? {
    ring.lastNumber { fits($0.message) }.flatMap { ring[$0]?.message }
  }
}
