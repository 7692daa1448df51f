import CConnectorABI
import Connectors
import Glibc

/// Where what a connector is handed lies: at most for one call, as the interface says.
///
/// A check has a process to itself, so nothing is given back to the system unless it is asked for: an address is never
/// used twice.
struct BenchMemory: Sendable {
  /// What happens to somebody who reads what is not theirs.
  enum Kind: Sendable {
    /// Nothing: ordinary memory, which stays readable.
    case plain
    /// Behind each struct begins a page that cannot be read.
    case fencedStructs
    /// Behind the NUL of each string begins one.
    case fencedStrings
    /// When the call has returned nothing of it can be read any more.
    case vanishing
    /// It is freed when the call has returned, so that what grows is the connector's.
    case freed
  }

  /// How large structs are.
  enum Shape: Sendable {
    case asInTheHeader
    /// As a newer host would make them: longer, with bytes behind the known fields that mean nothing.
    case grown
  }

  var kind = Kind.plain
  var shape = Shape.asInTheHeader
  private var pages: [(start: UInt, length: Int)] = []
  private var blocks: [UInt] = []

  static let growth = 256
  static let poison: UInt8 = 0xA5

  init(kind: Kind = .plain, shape: Shape = .asInTheHeader) {
    self.kind = kind
    self.shape = shape
  }

  /// A string with a NUL behind it; absent where it is empty.
  mutating func text(_ text: some Collection<UInt8>) -> c4a_str {
    guard !text.isEmpty else { return c4a_str() }
    let memory = reserve(text.count + 1, isFenced: kind == .fencedStrings)
    memory.copyBytes(from: text)
    memory[text.count] = 0
    return c4a_str(ptr: UnsafeRawPointer(memory.baseAddress!).assumingMemoryBound(to: CChar.self), len: text.count)
  }

  mutating func text(_ text: String?) -> c4a_str { self.text(Array((text ?? "").utf8)) }

  mutating func pairs(_ pairs: [(name: String, value: String)]) -> UnsafePointer<c4a_kv>? {
    guard !pairs.isEmpty else { return nil }
    let list = pairs.map { c4a_kv(key: text($0.name), value: text($0.value)) }
    let memory = reserve(list.count * MemoryLayout<c4a_kv>.stride, isFenced: kind == .fencedStructs)
    list.withUnsafeBytes { memory.copyMemory(from: $0) }
    return UnsafeRawPointer(memory.baseAddress!).assumingMemoryBound(to: c4a_kv.self)
  }

  mutating func list(_ texts: [[UInt8]]) -> UnsafePointer<c4a_str>? {
    guard !texts.isEmpty else { return nil }
    let list = texts.map { text($0) }
    let memory = reserve(list.count * MemoryLayout<c4a_str>.stride, isFenced: kind == .fencedStructs)
    list.withUnsafeBytes { memory.copyMemory(from: $0) }
    return UnsafeRawPointer(memory.baseAddress!).assumingMemoryBound(to: c4a_str.self)
  }

  /// A struct with its size set.
  mutating func place<Struct: BorderStruct>(_ value: Struct) -> UnsafePointer<Struct> {
    let known = MemoryLayout<Struct>.size
    let size = shape == .grown ? known + Self.growth : known
    var value = value
    value.size = UInt32(size)
    let memory = reserve(size, isFenced: kind == .fencedStructs)
    memory.initializeMemory(as: UInt8.self, repeating: Self.poison)
    withUnsafeBytes(of: &value) { memory.copyMemory(from: UnsafeRawBufferPointer(rebasing: $0.prefix(known))) }
    return UnsafeRawPointer(memory.baseAddress!).assumingMemoryBound(to: Struct.self)
  }

  /// The call has returned: what was handed over may not be read any more.
  mutating func end() {
    for block in blocks { UnsafeMutableRawPointer(bitPattern: block)?.deallocate() }
    blocks = []
    guard kind == .vanishing else { return }
    for page in pages { mprotect(UnsafeMutableRawPointer(bitPattern: page.start), page.length, PROT_NONE) }
    pages = []
  }

  private mutating func reserve(_ count: Int, isFenced: Bool) -> UnsafeMutableRawBufferPointer {
    guard isFenced || kind == .vanishing else {
      let block = UnsafeMutableRawBufferPointer.allocate(byteCount: count, alignment: 16)
      if kind == .freed { blocks.append(UInt(bitPattern: block.baseAddress)) }
      return block
    }
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let length = (count + page - 1) / page * page
    let start = mmap(nil, length + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let start, start != MAP_FAILED else { fatalError("no memory for the check itself") }
    mprotect(start + length, page, PROT_NONE)
    pages.append((UInt(bitPattern: start), length))
    // Only what is fenced ends where the page does: what vanishes may be read over, which is not its check's matter.
    return UnsafeMutableRawBufferPointer(start: isFenced ? start + length - count : start, count: count)
  }
}

extension c4a_message: BorderStruct {}
extension c4a_change: BorderStruct {}
extension c4a_file_message: BorderStruct {}
extension c4a_webhook_request: BorderStruct {}
extension c4a_http_response: BorderStruct {}
extension c4a_host: BorderStruct {}
