package import CConnectorABI
import Glibc

extension c4a_str {
  /// Text of at most `limit` bytes; nil when empty. What is not UTF-8, and NUL, which databases refuse, becomes U+FFFD.
  package func text(limit: Int) throws(BorderError) -> String? {
    guard let bytes = try bytes(limit: limit) else { return nil }
    return Self.decode(bytes)
  }

  /// Text of which at most `limit` bytes are kept.
  package func cutText(limit: Int) -> String {
    guard let ptr, len > 0 else { return "" }
    return Self.decode(UnsafeRawBufferPointer(start: ptr, count: min(len, limit)))
  }

  /// A name for people, cut to `limit` bytes; nil when empty. That one is long must not cost what it belongs to.
  func label(limit: Int) -> String? {
    len > 0 ? cutText(limit: limit) : nil
  }

  /// Borrowed bytes; nil when empty.
  package func bytes(limit: Int) throws(BorderError) -> UnsafeRawBufferPointer? {
    if len == 0 { return nil }
    guard let ptr, len > 0 else { throw .invalid }
    guard len <= limit else { throw .tooLarge }
    return UnsafeRawBufferPointer(start: ptr, count: len)
  }

  private static func decode(_ bytes: UnsafeRawBufferPointer) -> String {
    let text = String(decoding: bytes, as: UTF8.self)
    guard memchr(bytes.baseAddress!, 0, bytes.count) != nil else { return text }
    return String(String.UnicodeScalarView(text.unicodeScalars.map { $0 == "\0" ? "\u{FFFD}" : $0 }))
  }
}

/// Reads a list of names with values.
package func readPairs(_ pairs: UnsafePointer<c4a_kv>?, _ count: Int) throws(BorderError) -> [(
  name: String, value: String
)] {
  if count == 0 { return [] }
  guard let pairs, count > 0 else { throw .invalid }
  guard count <= BorderLimits.entries else { throw .tooLarge }
  var result: [(name: String, value: String)] = []
  result.reserveCapacity(count)
  for index in 0..<count {
    guard let name = try pairs[index].key.text(limit: BorderLimits.identifier) else { throw .invalid }
    result.append((name, try pairs[index].value.text(limit: BorderLimits.value) ?? ""))
  }
  return result
}
