/// A dictionary of at most `capacity` entries: a new one takes the place of the one that came first.
struct BoundedMap<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private let capacity: Int
  private var values: [Key: Value] = [:]
  // A ring of the keys in the order of their coming.
  private var keys: [Key] = []
  private var oldest = 0

  init(capacity: Int) {
    precondition(capacity > 0, "a map holds at least one entry")
    self.capacity = capacity
  }

  var count: Int { values.count }

  subscript(key: Key) -> Value? {
    get { values[key] }
    set {
      guard let newValue else { preconditionFailure("entries leave by being displaced") }
      guard values.updateValue(newValue, forKey: key) == nil else { return }
      if keys.count < capacity {
        keys.append(key)
      } else {
        values[keys[oldest]] = nil
        keys[oldest] = key
        oldest = (oldest + 1) % capacity
      }
    }
  }
}
