import Glibc

/// Reads the values of one frame; see `FrameFormat`. Trusts nothing: each text and list has a limit, and what is not UTF-8
/// becomes U+FFFD, as does NUL unless it is kept.
struct FrameReader {
  private var rest: UnsafeRawBufferPointer
  /// What a gateway has a connector send may hold it.
  var keepsNUL = false

  /// Borrows the bytes behind the frame's kind.
  init(_ bytes: UnsafeRawBufferPointer) {
    rest = bytes
  }

  private mutating func take(_ count: Int) throws(FrameError) -> UnsafeRawBufferPointer {
    guard count <= rest.count else { throw FrameError(.truncated, "a value goes on behind its frame's end") }
    let taken = UnsafeRawBufferPointer(rebasing: rest[..<count])
    rest = UnsafeRawBufferPointer(rebasing: rest[count...])
    return taken
  }

  mutating func number<Number: FixedWidthInteger>(_: Number.Type = Number.self) throws(FrameError) -> Number {
    Number(littleEndian: try take(MemoryLayout<Number>.size).loadUnaligned(as: Number.self))
  }

  mutating func fraction() throws(FrameError) -> Double {
    Double(bitPattern: try number())
  }

  mutating func flag() throws(FrameError) -> Bool {
    switch try number(UInt8.self) {
    case 0: return false
    case 1: return true
    default: throw FrameError(.invalid, "a flag that is neither set nor not")
    }
  }

  private mutating func count(limit: Int) throws(FrameError) -> Int {
    let count = Int(try number(UInt32.self))
    guard count <= limit else { throw FrameError(.tooLong, "\(count) where \(limit) are allowed") }
    return count
  }

  /// A text of at most `limit` bytes.
  mutating func text(limit: Int) throws(FrameError) -> String {
    let bytes = try take(count(limit: limit))
    guard let start = bytes.baseAddress, !bytes.isEmpty else { return "" }
    let text = String(decoding: bytes, as: UTF8.self)
    guard !keepsNUL, memchr(start, 0, bytes.count) != nil else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
  }

  mutating func optionalText(limit: Int) throws(FrameError) -> String? {
    try flag() ? text(limit: limit) : nil
  }

  mutating func data(limit: Int) throws(FrameError) -> [UInt8] {
    Array(try take(count(limit: limit)))
  }

  mutating func duration() throws(FrameError) -> Duration {
    .microseconds(try number(Int64.self))
  }

  /// A list of at most `limit` items, each of which takes at least a byte.
  mutating func list<Item>(
    limit: Int, _ each: (inout FrameReader) throws(FrameError) -> Item
  ) throws(FrameError) -> [Item] {
    let count = try count(limit: limit)
    guard count <= rest.count else { throw FrameError(.truncated, "a list goes on behind its frame's end") }
    var items: [Item] = []
    items.reserveCapacity(count)
    for _ in 0..<count { items.append(try each(&self)) }
    return items
  }

  /// Nothing may be left over.
  func end() throws(FrameError) {
    guard rest.isEmpty else { throw FrameError(.invalid, "\(rest.count) bytes too many in a frame") }
  }
}
