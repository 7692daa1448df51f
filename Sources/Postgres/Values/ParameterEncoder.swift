import FoundationEssentials

/// Lays the parameters of one query out in one buffer, in the binary format of the wire protocol.
///
/// A connection owns one and uses it again for each query, so that a busy connection does not allocate.
struct ParameterEncoder {
  /// Begins with one unused byte, so that an empty value has an address too: libpq takes nil for null.
  private(set) var bytes: [UInt8] = [0]
  /// Where each value begins, or -1 for null.
  private(set) var offsets: [Int] = []
  private(set) var lengths: [Int32] = []
  private(set) var types: [UInt32] = []

  /// What may stay allocated between queries.
  private static let retainedCapacity = 1 << 20

  mutating func encode(_ parameters: [PostgresValue]) throws {
    if bytes.capacity > Self.retainedCapacity { bytes = [] }
    bytes.removeAll(keepingCapacity: true)
    bytes.append(0)
    offsets.removeAll(keepingCapacity: true)
    lengths.removeAll(keepingCapacity: true)
    types.removeAll(keepingCapacity: true)
    guard parameters.count <= Int(UInt16.max) else {
      throw PostgresError(.encode, "a statement takes at most 65535 parameters, not \(parameters.count)")
    }
    for parameter in parameters {
      types.append(parameter.type)
      if case .null = parameter {
        offsets.append(-1)
        lengths.append(0)
        continue
      }
      let start = bytes.count
      parameter.write(to: &bytes)
      guard let length = Int32(exactly: bytes.count - start) else {
        throw PostgresError(.encode, "a parameter is larger than 2 GiB")
      }
      offsets.append(start)
      lengths.append(length)
    }
  }

  /// Calls `body` with what PQsendQueryPrepared wants; the pointers are good inside it only.
  func withPointers<R>(
    _ body: (_ values: [UnsafePointer<CChar>?], _ lengths: [Int32], _ formats: [Int32]) -> R
  ) -> R {
    bytes.withUnsafeBytes { buffer in
      let base = buffer.baseAddress!.assumingMemoryBound(to: CChar.self)
      let values = offsets.map { $0 < 0 ? nil : base + $0 }
      return body(values, lengths, [Int32](repeating: 1, count: offsets.count))
    }
  }
}
