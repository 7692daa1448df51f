/// Reading one-dimensional arrays: dimensions, a null flag, the element's type, the length, the lower bound, then each
/// element with its length before it.
extension Cell {
  func array<Element>(_ read: (Cell) throws -> Element) throws -> [Element] {
    try nullableArray(read).map { element in
      guard let element else { throw PostgresError(.decode, "column \(column) is an array that holds null") }
      return element
    }
  }

  func nullableArray<Element>(_ read: (Cell) throws -> Element) throws -> [Element?] {
    let elementType = try UInt32(bitPattern: header(at: 8))
    switch try header(at: 0) {
    case 0: return []
    case 1: break
    default: throw mismatch("array of one dimension")
    }
    let count = Int(try header(at: 12))
    // Each element takes four bytes at least, which bounds what a damaged count could reserve.
    try expect(count >= 0 && count <= bytes.count / 4, "array")
    var elements: [Element?] = []
    elements.reserveCapacity(count)
    var offset = 20
    for _ in 0..<count {
      let length = Int(try header(at: offset))
      offset += 4
      if length < 0 {
        elements.append(nil)
        continue
      }
      try expect(offset + length <= bytes.count, "array")
      let slice = UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length])
      elements.append(try read(Cell(bytes: slice, type: elementType, column: column)))
      offset += length
    }
    return elements
  }

  private func header(at offset: Int) throws -> Int32 {
    try expect(offset + 4 <= bytes.count, "array")
    return Int32(bigEndian: bytes.loadUnaligned(fromByteOffset: offset, as: Int32.self))
  }
}
