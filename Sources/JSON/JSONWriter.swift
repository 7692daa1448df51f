/// Builds a JSON text as UTF-8 bytes, member by member.
///
/// Made for answers and rows whose parts are already JSON: ``raw(_:)`` takes such a part over without reading it.
public struct JSONWriter: Sendable {
  public private(set) var bytes: [UInt8] = []
  private var needsComma = false

  public init(capacity: Int = 256) {
    bytes.reserveCapacity(capacity)
  }

  /// The text of `value`.
  public static func bytes(of value: JSONValue) -> [UInt8] {
    var writer = JSONWriter()
    writer.value(value)
    return writer.bytes
  }

  /// The text of `value` with every object's members in the order of their keys: equal values, equal bytes.
  public static func canonicalBytes(of value: JSONValue) -> [UInt8] {
    var writer = JSONWriter()
    writer.value(value, sortingKeys: true)
    return writer.bytes
  }

  public mutating func object(_ members: (inout JSONWriter) -> Void) {
    open(UInt8(ascii: "{"))
    members(&self)
    close(UInt8(ascii: "}"))
  }

  public mutating func array(_ elements: (inout JSONWriter) -> Void) {
    open(UInt8(ascii: "["))
    elements(&self)
    close(UInt8(ascii: "]"))
  }

  @_disfavoredOverload
  public mutating func key(_ name: String) {
    quote(name)
    bytes.append(UInt8(ascii: ":"))
    needsComma = false
  }

  /// A name that is written in the program: plain ASCII that needs no escape.
  public mutating func key(_ name: StaticString) {
    append(upTo: name.utf8CodeUnitCount + 3) { $0.key(name) }
    needsComma = false
  }

  /// A string that is known to need no escape.
  public mutating func plainString(_ ascii: UnsafeBufferPointer<UInt8>) {
    append(upTo: ascii.count + 2) { $0.quote(ascii) }
  }

  /// A member whose value is a string that is known to need no escape.
  public mutating func member(_ name: StaticString, plainString ascii: UnsafeBufferPointer<UInt8>) {
    append(upTo: name.utf8CodeUnitCount + ascii.count + 5) {
      $0.key(name)
      $0.quote(ascii)
    }
  }

  /// A member whose value is a string.
  public mutating func member(_ name: StaticString, _ value: String) {
    var value = value
    value.withUTF8 { utf8 in
      guard Self.isPlain(utf8) else {
        key(name)
        return escaped(utf8)
      }
      member(name, plainString: utf8)
    }
  }

  public mutating func string(_ value: String) {
    quote(value)
  }

  public mutating func integer(_ value: some BinaryInteger) {
    separate()
    var digits = String(value)
    digits.withUTF8 { bytes.append(contentsOf: $0) }
  }

  public mutating func bool(_ value: Bool) {
    separate()
    literal(value ? "true" : "false")
  }

  public mutating func null() {
    separate()
    literal("null")
  }

  /// Takes over text that is JSON already: one value.
  public mutating func raw(_ json: some Sequence<UInt8>) {
    separate()
    bytes.append(contentsOf: json)
  }

  /// Takes over the members of an object that is JSON text already, without its braces.
  public mutating func rawMembers(ofObject json: [UInt8]) {
    guard let first = json.firstIndex(of: UInt8(ascii: "{")), let last = json.lastIndex(of: UInt8(ascii: "}")),
      json[(first + 1)..<last].contains(where: { $0 > UInt8(ascii: " ") })
    else { return }
    separate()
    json.withUnsafeBufferPointer { bytes.append(contentsOf: UnsafeBufferPointer(rebasing: $0[(first + 1)..<last])) }
  }

  public mutating func value(_ value: JSONValue, sortingKeys: Bool = false) {
    switch value {
    case .null: null()
    case .bool(let flag): bool(flag)
    case .number(let text): raw(text.utf8)
    case .string(let text): string(text)
    case .array(let elements):
      array { writer in
        for element in elements { writer.value(element, sortingKeys: sortingKeys) }
      }
    case .object(let object):
      self.object { writer in
        for member in sortingKeys ? object.sorted() : object.members {
          writer.key(member.key)
          writer.value(member.value, sortingKeys: sortingKeys)
        }
      }
    }
  }

  private mutating func literal(_ text: StaticString) {
    text.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  private mutating func open(_ bracket: UInt8) {
    separate()
    bytes.append(bracket)
    needsComma = false
  }

  private mutating func close(_ bracket: UInt8) {
    bytes.append(bracket)
    needsComma = true
  }

  private mutating func separate() {
    if needsComma { bytes.append(UInt8(ascii: ",")) }
    needsComma = true
  }

  /// Appends a few tokens in one piece, after a comma where one is due: each append to an array costs more than the few
  /// bytes that most names and strings have.
  private mutating func append(upTo count: Int, _ tokens: (inout Piece) -> Void) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: count + 1) { room in
      var piece = Piece(room: room)
      if needsComma { piece.put(",") }
      tokens(&piece)
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: room[..<piece.count]))
    }
    needsComma = true
  }

  /// Whether a text can stand between quotes as it is; looks at eight bytes at a time.
  private static func isPlain(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    let raw = UnsafeRawBufferPointer(text)
    let ones: UInt64 = 0x0101_0101_0101_0101
    let tops = ones << 7
    func hasZero(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & tops }
    var index = 0
    while index + 8 <= raw.count {
      let word = raw.loadUnaligned(fromByteOffset: index, as: UInt64.self)
      // Below 0x20, a quote, a backslash; a wrong alarm, which a borrow can raise, only costs the slower way.
      let control = (word &- ones &* 0x20) & ~word & tops
      guard control | hasZero(word ^ (ones &* 0x22)) | hasZero(word ^ (ones &* 0x5C)) == 0 else { return false }
      index += 8
    }
    return raw[index...].allSatisfy { $0 >= 0x20 && $0 != UInt8(ascii: "\"") && $0 != UInt8(ascii: "\\") }
  }

  private mutating func quote(_ text: String) {
    var text = text
    text.withUTF8 { Self.isPlain($0) ? plainString($0) : escaped($0) }
  }

  private mutating func escaped(_ utf8: UnsafeBufferPointer<UInt8>) {
    separate()
    bytes.append(UInt8(ascii: "\""))
    var start = 0
    for index in 0..<utf8.count {
      let byte = utf8[index]
      guard byte < 0x20 || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") else { continue }
      bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start..<index]))
      start = index + 1
      escape(byte)
    }
    bytes.append(contentsOf: UnsafeBufferPointer(rebasing: utf8[start...]))
    bytes.append(UInt8(ascii: "\""))
  }

  private mutating func escape(_ byte: UInt8) {
    bytes.append(UInt8(ascii: "\\"))
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes.append(byte)
    case 0x0A: bytes.append(UInt8(ascii: "n"))
    case 0x0D: bytes.append(UInt8(ascii: "r"))
    case 0x09: bytes.append(UInt8(ascii: "t"))
    default:
      let digits = String(byte, radix: 16)
      bytes.append(contentsOf: "u00".utf8)
      if digits.utf8.count == 1 { bytes.append(UInt8(ascii: "0")) }
      bytes.append(contentsOf: digits.utf8)
    }
  }
}

/// Bytes that are put together before they are appended.
private struct Piece {
  let room: UnsafeMutableBufferPointer<UInt8>
  var count = 0

  mutating func put(_ character: Unicode.Scalar) {
    room[count] = UInt8(ascii: character)
    count += 1
  }

  mutating func quote(_ text: UnsafeBufferPointer<UInt8>) {
    put("\"")
    if !text.isEmpty {
      UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(room)[count...])
        .copyMemory(from: UnsafeRawBufferPointer(text))
    }
    count += text.count
    put("\"")
  }

  mutating func key(_ name: StaticString) {
    name.withUTF8Buffer { quote($0) }
    put(":")
  }
}
