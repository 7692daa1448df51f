import FoundationEssentials

/// Writing PostgreSQL's binary format: everything is big-endian.
extension [UInt8] {
  mutating func appendBigEndian<Number: FixedWidthInteger>(_ value: Number) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }

  mutating func appendText(_ value: String) {
    append(contentsOf: value.utf8)
  }

  mutating func appendUUID(_ value: UUID) {
    Swift.withUnsafeBytes(of: value.uuid) { append(contentsOf: $0) }
  }

  /// The binary form of jsonb is a version number, 1, and the text.
  mutating func appendJSONB(_ value: [UInt8]) {
    append(1)
    append(contentsOf: value)
  }

  mutating func appendArray<Item>(
    _ elements: [Item],
    of type: UInt32,
    _ write: (inout [UInt8], Item) -> Void
  ) {
    appendArrayHeader(count: elements.count, hasNull: false, of: type)
    for element in elements { appendElement(element, write) }
  }

  mutating func appendOptionalArray<Item>(
    _ elements: [Item?],
    of type: UInt32,
    _ write: (inout [UInt8], Item) -> Void
  ) {
    appendArrayHeader(count: elements.count, hasNull: elements.contains { $0 == nil }, of: type)
    for element in elements {
      if let element {
        appendElement(element, write)
      } else {
        appendBigEndian(Int32(-1))
      }
    }
  }

  private mutating func appendArrayHeader(count: Int, hasNull: Bool, of type: UInt32) {
    // An empty array has no dimension at all.
    appendBigEndian(Int32(count == 0 ? 0 : 1))
    appendBigEndian(Int32(hasNull ? 1 : 0))
    appendBigEndian(type)
    guard count > 0 else { return }
    appendBigEndian(Int32(clamping: count))
    // The lower bound: SQL arrays begin at 1.
    appendBigEndian(Int32(1))
  }

  private mutating func appendElement<Item>(_ element: Item, _ write: (inout [UInt8], Item) -> Void) {
    // The length stands before the element but is known after it.
    let lengthIndex = count
    appendBigEndian(Int32(0))
    write(&self, element)
    let length = Int32(clamping: count - lengthIndex - 4)
    Swift.withUnsafeBytes(of: length.bigEndian) { source in
      for offset in 0..<4 { self[lengthIndex + offset] = source[offset] }
    }
  }
}
