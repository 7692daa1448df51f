public import FoundationEssentials

/// Who calls the API: one registered developer application. Everything a client creates is seen by it alone.
public struct ClientID: Sendable, Hashable, CustomStringConvertible {
  public let uuid: UUID

  public init(_ uuid: UUID) { self.uuid = uuid }

  public init?(_ text: String) {
    guard let uuid = UUID(uuidString: text) else { return nil }
    self.uuid = uuid
  }

  public var description: String { uuid.lowercaseString }
}

/// One conversation, named by the gateway; also what decides the partition.
public struct ConversationID: Sendable, Hashable, Comparable, CustomStringConvertible {
  public let uuid: UUID

  public init(_ uuid: UUID) { self.uuid = uuid }

  /// The order of the bytes, which is that of the texts.
  public static func < (left: Self, right: Self) -> Bool { left.uuid < right.uuid }

  public init?(_ text: String) {
    guard let uuid = UUID(uuidString: text) else { return nil }
    self.uuid = uuid
  }

  public var description: String { uuid.lowercaseString }

  /// The partition of this conversation among `count`: FNV-1a over the id's sixteen bytes, for ever the same.
  public func partition(of count: Int16) -> Int16 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    withUnsafeBytes(of: uuid.uuid) { bytes in
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    }
    return Int16(hash % UInt64(count))
  }
}

extension UUID {
  /// The canonical spelling of RFC 9562, section 4: lower-case hexadecimal.
  public var lowercaseString: String {
    String(unsafeUninitializedCapacity: 36) { write(to: $0) }
  }

  /// Gives `body` the text of ``lowercaseString`` in memory that is good for the call: 36 ASCII characters.
  public func withLowercaseText(_ body: (UnsafeBufferPointer<UInt8>) -> Void) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 36) { buffer in
      let count = write(to: buffer)
      body(UnsafeBufferPointer(rebasing: buffer[..<count]))
    }
  }

  private func write(to buffer: UnsafeMutableBufferPointer<UInt8>) -> Int {
    var end = 0
    withUnsafeBytes(of: uuid) { bytes in
      for index in 0..<16 {
        if index == 4 || index == 6 || index == 8 || index == 10 {
          buffer[end] = UInt8(ascii: "-")
          end += 1
        }
        buffer[end] = Self.hexDigit(bytes[index] >> 4)
        buffer[end + 1] = Self.hexDigit(bytes[index] & 15)
        end += 2
      }
    }
    return end
  }

  /// A UUID of version 7 (RFC 9562, section 5.7): the milliseconds of `time`, then random bits, so that ids made
  /// one after another lie near each other in an index.
  public static func version7(
    at time: Timestamp, using generator: inout some RandomNumberGenerator
  ) -> UUID {
    let milliseconds = UInt64(max(0, time.microseconds / 1000))
    let high = milliseconds << 16 | 0x7000 | generator.next() & 0x0FFF
    let low = 0x8000_0000_0000_0000 | generator.next() >> 2
    var bytes: uuid_t = UUID_NULL
    withUnsafeMutableBytes(of: &bytes) { buffer in
      buffer.storeBytes(of: high.bigEndian, as: UInt64.self)
      buffer.storeBytes(of: low.bigEndian, toByteOffset: 8, as: UInt64.self)
    }
    return UUID(uuid: bytes)
  }

  public static func version7(at time: Timestamp) -> UUID {
    var generator = SystemRandomNumberGenerator()
    return version7(at: time, using: &generator)
  }

  private static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }
}

private let UUID_NULL: uuid_t = (0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0)
