package import CConnectorABI

extension String {
  /// A copy; what is not UTF-8 becomes U+FFFD.
  package init(_ raw: c4a_str) {
    self.init(decoding: UnsafeRawBufferPointer(start: raw.ptr, count: raw.ptr == nil ? 0 : raw.len), as: UTF8.self)
  }

  init?(nonEmpty raw: c4a_str) {
    guard raw.len > 0 else { return nil }
    self.init(raw)
  }
}

extension [UInt8] {
  /// A copy.
  package init(_ raw: c4a_str) {
    self.init(UnsafeRawBufferPointer(start: raw.ptr, count: raw.ptr == nil ? 0 : raw.len))
  }
}

/// Copies of names with their values, in order.
package func pairs(_ list: UnsafePointer<c4a_kv>?, _ count: Int) -> [(String, String)] {
  guard let list else { return [] }
  return UnsafeBufferPointer(start: list, count: count).map { (String($0.key), String($0.value)) }
}
