import CConnectorABI

/// The bytes behind the strings of one call: copied in one after the other, each with a NUL behind it, and reused for
/// the next call, so that a send allocates nothing here.
struct BorderArena {
  private var bytes: UnsafeMutablePointer<CChar>
  private var capacity: Int
  private var used = 0
  private var pairs: UnsafeMutablePointer<c4a_kv>
  private var pairCapacity: Int

  init() {
    capacity = 4_096
    bytes = .allocate(capacity: capacity)
    pairCapacity = 16
    pairs = .allocate(capacity: pairCapacity)
  }

  func deallocate() {
    bytes.deallocate()
    pairs.deallocate()
  }

  /// Forgets all strings and makes room for new ones: `textBytes` in total, in `texts` pieces.
  ///
  /// Room is made at once, because strings that were already copied must not move.
  mutating func begin(textBytes: Int, texts: Int, pairs pairCount: Int = 0) {
    used = 0
    let needed = textBytes + texts
    if needed > capacity {
      bytes.deallocate()
      capacity = max(needed, capacity * 2)
      bytes = .allocate(capacity: capacity)
    }
    if pairCount > pairCapacity {
      pairs.deallocate()
      pairCapacity = max(pairCount, pairCapacity * 2)
      pairs = .allocate(capacity: pairCapacity)
    }
  }

  mutating func text(_ text: String?) -> c4a_str {
    guard var text else { return c4a_str() }
    return text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
  }

  mutating func copy(_ bytes: [UInt8]) -> c4a_str {
    bytes.withUnsafeBytes { append($0) }
  }

  /// The list of pairs; valid until the next `begin`.
  mutating func list(_ items: some Sequence<(key: String, value: String)>) -> UnsafePointer<c4a_kv> {
    var index = 0
    for (key, value) in items {
      (pairs + index).initialize(to: c4a_kv(key: text(key), value: text(value)))
      index += 1
    }
    return UnsafePointer(pairs)
  }

  private mutating func append(_ source: UnsafeRawBufferPointer) -> c4a_str {
    precondition(used + source.count < capacity, "begin() was told too little")
    let start = bytes + used
    UnsafeMutableRawPointer(start).copyMemory(
      from: source.baseAddress ?? UnsafeRawPointer(start), byteCount: source.count)
    start[source.count] = 0
    used += source.count + 1
    return c4a_str(ptr: start, len: source.count)
  }
}
