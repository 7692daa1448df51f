package import CConnectorABI

/// Strings and lists that the other side reads during one call.
///
/// What has been added stays where it is until the arena goes away.
package struct BorderArena: ~Copyable {
  private var blocks: [UnsafeMutableRawBufferPointer] = []
  private var used = 0

  package init() {}

  deinit {
    for block in blocks { block.deallocate() }
  }

  package mutating func text(_ text: String) -> c4a_str {
    var text = text
    return text.withUTF8 { copy(UnsafeRawBufferPointer($0)) }
  }

  package mutating func bytes(_ bytes: [UInt8]) -> c4a_str {
    bytes.withUnsafeBytes { copy($0) }
  }

  package mutating func pairs(_ items: [(String, String)]) -> UnsafePointer<c4a_kv>? {
    list(items.map { c4a_kv(key: text($0.0), value: text($0.1)) })
  }

  package mutating func headers(_ headers: [HTTPHeader]) -> UnsafePointer<c4a_kv>? {
    pairs(headers.map { ($0.name, $0.value) })
  }

  /// A list of values of C; nil when it is empty.
  package mutating func list<Element: BitwiseCopyable>(_ elements: [Element]) -> UnsafePointer<Element>? {
    guard !elements.isEmpty else { return nil }
    let memory = take(elements.count * MemoryLayout<Element>.stride, MemoryLayout<Element>.alignment)
    let start = memory.bindMemory(to: Element.self, capacity: elements.count)
    start.initialize(from: elements, count: elements.count)
    return UnsafePointer(start)
  }

  /// A list of pointers to structs, as the interface passes lists of structs; nil when it is empty.
  package mutating func structs<Element: BitwiseCopyable>(
    _ elements: [Element]
  ) -> UnsafePointer<UnsafePointer<Element>?>? {
    guard let first = list(elements) else { return nil }
    return list(elements.indices.map { Optional(first + $0) })
  }

  private mutating func copy(_ source: UnsafeRawBufferPointer) -> c4a_str {
    guard let start = source.baseAddress, source.count > 0 else { return c4a_str() }
    let memory = take(source.count + 1, 1)
    memory.copyMemory(from: start, byteCount: source.count)
    memory.storeBytes(of: 0, toByteOffset: source.count, as: UInt8.self)
    return c4a_str(ptr: memory.assumingMemoryBound(to: CChar.self), len: source.count)
  }

  private mutating func take(_ count: Int, _ alignment: Int) -> UnsafeMutableRawPointer {
    var start = (used + alignment - 1) / alignment * alignment
    if blocks.last.map({ start + count > $0.count }) ?? true {
      blocks.append(.allocate(byteCount: max(4_096, count), alignment: 16))
      start = 0
    }
    used = start + count
    return blocks[blocks.count - 1].baseAddress! + start
  }
}
