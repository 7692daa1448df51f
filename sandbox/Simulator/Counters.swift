import JSON

/// Named counts since the start.
struct Counters: Sendable {
  private var values: [String: Int64] = [:]

  mutating func add(_ name: String, _ count: Int64 = 1) {
    values[name, default: 0] += count
  }

  mutating func removeAll() {
    values = [:]
  }

  subscript(name: String) -> Int64 { values[name] ?? 0 }

  var json: JSONValue {
    .object(JSONObject(values.sorted { $0.key < $1.key }.map { ($0.key, .integer($0.value)) }))
  }
}
