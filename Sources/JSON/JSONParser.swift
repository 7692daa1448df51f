/// Reads one JSON text (RFC 8259) from bytes.
///
/// Written here because callers need what Foundation's decoder does not give: a limit on nesting, refusal of repeated
/// keys, numbers as they were spelled, and a small constant cost on the path that every message takes.
/// U+0000 is refused, since no text column of the database can hold it, and so are lone surrogates.
public struct JSONParser {
  /// Arrays and objects inside one another; a text that nests deeper is refused.
  public static let defaultMaximumDepth = 32

  private let bytes: UnsafeBufferPointer<UInt8>
  private let maximumDepth: Int
  private var position = 0

  private init(_ bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int) {
    self.bytes = bytes
    self.maximumDepth = maximumDepth
  }

  public static func parse(
    _ bytes: some Sequence<UInt8>, maximumDepth: Int = defaultMaximumDepth
  ) throws(JSONError) -> JSONValue {
    let result = bytes.withContiguousStorageIfAvailable { parseResult($0, maximumDepth: maximumDepth) }
    if let result { return try result.get() }
    return try Array(bytes).withUnsafeBufferPointer { parseResult($0, maximumDepth: maximumDepth) }.get()
  }

  public static func parse(_ text: String, maximumDepth: Int = defaultMaximumDepth) throws(JSONError) -> JSONValue {
    try parse(text.utf8, maximumDepth: maximumDepth)
  }

  /// Reads from memory that the caller keeps alive for the call.
  public static func parse(
    unsafe bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int = defaultMaximumDepth
  ) throws(JSONError) -> JSONValue {
    try parseResult(bytes, maximumDepth: maximumDepth).get()
  }

  private static func parseResult(
    _ bytes: UnsafeBufferPointer<UInt8>, maximumDepth: Int
  ) -> Result<JSONValue, JSONError> {
    var parser = JSONParser(bytes, maximumDepth: maximumDepth)
    do throws(JSONError) {
      let value = try parser.value(depth: 0)
      parser.skipWhitespace()
      guard parser.position == bytes.count else { throw parser.error(.syntax, "expected the end of the text") }
      return .success(value)
    } catch {
      return .failure(error)
    }
  }

  private func error(_ code: JSONError.Code, _ message: String) -> JSONError {
    JSONError(code: code, message: message, offset: position)
  }

  private func peek() -> UInt8? { position < bytes.count ? bytes[position] : nil }

  private mutating func skipWhitespace() {
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): position += 1
      default: return
      }
    }
  }

  private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
    skipWhitespace()
    guard let byte = peek() else { throw error(.syntax, "expected a JSON value") }
    switch byte {
    case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
    case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
    case UInt8(ascii: "\""): return .string(try string())
    case UInt8(ascii: "t"): return try literal("true", .bool(true))
    case UInt8(ascii: "f"): return try literal("false", .bool(false))
    case UInt8(ascii: "n"): return try literal("null", .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return .number(try number())
    default: throw error(.syntax, "expected a JSON value")
    }
  }

  private mutating func literal(_ text: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
    let count = text.utf8CodeUnitCount
    guard position + count <= bytes.count else { throw error(.syntax, "expected a JSON value") }
    for index in 0..<count where bytes[position + index] != text.utf8Start[index] {
      throw error(.syntax, "expected a JSON value")
    }
    position += count
    return value
  }

  private mutating func enter(depth: Int) throws(JSONError) {
    guard depth <= maximumDepth else { throw error(.tooDeep, "expected at most \(maximumDepth) levels of nesting") }
    position += 1
    skipWhitespace()
  }

  private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
    try enter(depth: depth)
    var elements: [JSONValue] = []
    if peek() == UInt8(ascii: "]") {
      position += 1
      return elements
    }
    while true {
      elements.append(try value(depth: depth))
      skipWhitespace()
      switch peek() {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "]"):
        position += 1
        return elements
      default: throw error(.syntax, "expected ',' or ']'")
      }
    }
  }

  private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
    try enter(depth: depth)
    var members: [JSONObject.Member] = []
    if peek() == UInt8(ascii: "}") {
      position += 1
      return JSONObject(parsed: members)
    }
    var keys = SeenKeys()
    while true {
      skipWhitespace()
      guard peek() == UInt8(ascii: "\"") else { throw error(.syntax, "expected a member's name in quotes") }
      let key = try string()
      guard keys.insert(key, members) else { throw error(.duplicateKey, "expected each member's name once") }
      skipWhitespace()
      guard peek() == UInt8(ascii: ":") else { throw error(.syntax, "expected ':'") }
      position += 1
      members.append(.init(key, try value(depth: depth)))
      skipWhitespace()
      switch peek() {
      case UInt8(ascii: ","): position += 1
      case UInt8(ascii: "}"):
        position += 1
        return JSONObject(parsed: members)
      default: throw error(.syntax, "expected ',' or '}'")
      }
    }
  }

  private mutating func number() throws(JSONError) -> String {
    let start = position
    if peek() == UInt8(ascii: "-") { position += 1 }
    if peek() == UInt8(ascii: "0") {
      position += 1
    } else {
      try digits()
    }
    if peek() == UInt8(ascii: ".") {
      position += 1
      try digits()
    }
    if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
      position += 1
      if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { position += 1 }
      try digits()
    }
    return String(decoding: bytes[start..<position], as: UTF8.self)
  }

  private mutating func digits() throws(JSONError) {
    let start = position
    while let byte = peek(), byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { position += 1 }
    guard position > start else { throw error(.syntax, "expected a digit") }
  }

  private mutating func string() throws(JSONError) -> String {
    position += 1
    let start = position
    // Most strings have no escape: those are one validation over the input, with no copy before.
    while position < bytes.count {
      switch bytes[position] {
      case UInt8(ascii: "\""):
        let text = try validated(UnsafeBufferPointer(rebasing: bytes[start..<position]))
        position += 1
        return text
      case UInt8(ascii: "\\"): return try escapedString(from: start)
      case 0..<0x20: throw error(.forbiddenCharacter, "expected control characters in strings to be escaped")
      default: position += 1
      }
    }
    throw error(.syntax, "expected '\"'")
  }

  private mutating func escapedString(from start: Int) throws(JSONError) -> String {
    var text = Array(bytes[start..<position])
    while let byte = peek() {
      switch byte {
      case UInt8(ascii: "\""):
        guard let span = try? UTF8Span(validating: text.span) else { throw error(.encoding, "expected valid UTF-8") }
        position += 1
        return String(copying: span)
      case UInt8(ascii: "\\"):
        position += 1
        try escape(into: &text)
      case 0..<0x20: throw error(.forbiddenCharacter, "expected control characters in strings to be escaped")
      default:
        text.append(byte)
        position += 1
      }
    }
    throw error(.syntax, "expected '\"'")
  }

  private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
    guard let byte = peek() else { throw error(.syntax, "expected an escaped character") }
    position += 1
    switch byte {
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
    case UInt8(ascii: "b"): text.append(0x08)
    case UInt8(ascii: "f"): text.append(0x0C)
    case UInt8(ascii: "n"): text.append(0x0A)
    case UInt8(ascii: "r"): text.append(0x0D)
    case UInt8(ascii: "t"): text.append(0x09)
    case UInt8(ascii: "u"): text.append(contentsOf: Array(String(try unicodeEscape()).utf8))
    default: throw error(.syntax, "expected one of \" \\ / b f n r t u after a backslash")
    }
  }

  private mutating func unicodeEscape() throws(JSONError) -> Unicode.Scalar {
    let unit = try hexadecimal()
    if unit == 0 { throw error(.forbiddenCharacter, "expected no U+0000 in a string") }
    if let scalar = Unicode.Scalar(unit) { return scalar }
    guard unit < 0xDC00, peek() == UInt8(ascii: "\\"), position + 1 < bytes.count,
      bytes[position + 1] == UInt8(ascii: "u")
    else { throw error(.encoding, "expected surrogates in pairs") }
    position += 2
    let low = try hexadecimal()
    guard (0xDC00...0xDFFF).contains(low),
      let scalar = Unicode.Scalar(0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00))
    else { throw error(.encoding, "expected surrogates in pairs") }
    return scalar
  }

  private mutating func hexadecimal() throws(JSONError) -> UInt32 {
    guard position + 4 <= bytes.count else { throw error(.syntax, "expected four hexadecimal digits") }
    var value: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue, bytes[position] < 0x80 else {
        throw error(.syntax, "expected four hexadecimal digits")
      }
      value = value << 4 | UInt32(digit)
      position += 1
    }
    return value
  }

  private func validated(_ slice: UnsafeBufferPointer<UInt8>) throws(JSONError) -> String {
    guard let span = try? UTF8Span(validating: slice.span) else { throw error(.encoding, "expected valid UTF-8") }
    return String(copying: span)
  }
}

/// Notices a repeated key: by comparison while an object is small, by a set once it is not, so that a hostile object
/// costs no more than its length.
private struct SeenKeys {
  private var set: Set<String> = []

  mutating func insert(_ key: String, _ members: [JSONObject.Member]) -> Bool {
    if members.count < 12 { return !members.contains { $0.key == key } }
    if set.isEmpty { set = Set(members.map(\.key)) }
    return set.insert(key).inserted
  }
}
