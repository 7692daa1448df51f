/// Writes frames one behind the other; see `FrameFormat`.
struct FrameWriter {
  private(set) var bytes: [UInt8] = []

  var isEmpty: Bool { bytes.isEmpty }

  /// Takes out what has been written, and leaves `empty` to write on in.
  mutating func take(leaving empty: [UInt8] = []) -> [UInt8] {
    var taken = empty
    swap(&taken, &bytes)
    return taken
  }

  /// Writes one frame: its kind, and what `body` writes.
  mutating func frame(_ kind: UInt8, _ body: (inout FrameWriter) -> Void) {
    let start = bytes.count
    number(UInt32(0))
    bytes.append(kind)
    body(&self)
    let length = UInt32(bytes.count - start - FrameFormat.lengthBytes)
    withUnsafeBytes(of: length.littleEndian) {
      bytes.replaceSubrange(start..<start + FrameFormat.lengthBytes, with: $0)
    }
  }

  /// Takes the last frame back, which began at `start`.
  mutating func remove(from start: Int) {
    bytes.removeSubrange(start...)
  }

  mutating func number<Number: FixedWidthInteger>(_ value: Number) {
    withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
  }

  mutating func fraction(_ value: Double) {
    number(value.bitPattern)
  }

  mutating func flag(_ value: Bool) {
    bytes.append(value ? 1 : 0)
  }

  mutating func text(_ value: String) {
    number(UInt32(truncatingIfNeeded: value.utf8.count))
    bytes.append(contentsOf: value.utf8)
  }

  mutating func text(_ value: String?) {
    flag(value != nil)
    if let value { text(value) }
  }

  mutating func data(_ value: [UInt8]) {
    number(UInt32(truncatingIfNeeded: value.count))
    bytes.append(contentsOf: value)
  }

  /// In microseconds.
  mutating func duration(_ value: Duration) {
    number(value.microseconds)
  }

  mutating func list<Items: Collection>(_ items: Items, _ each: (inout FrameWriter, Items.Element) -> Void) {
    number(UInt32(truncatingIfNeeded: items.count))
    for item in items { each(&self, item) }
  }
}
