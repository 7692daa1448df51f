import Crypto
import OutboundHTTP
import Synchronization
import TestSupport

/// Bytes that are made as they are read: a block, again and again.
final class MadeSource: OutboundSource {
  struct Failure: Error, CustomStringConvertible {
    let description = "the disk is gone"
  }

  /// What has been read so far.
  struct Reads {
    var count = 0
    /// Those from the beginning.
    var beginnings = 0
    var largest = 0
  }

  let length: UInt64
  /// Where reading fails.
  private let failsAt: UInt64
  /// Where the bytes end in truth.
  private let endsAt: UInt64
  private let counted = Mutex(Reads())

  /// A prime number of bytes, so that no two pieces are the same.
  private static let block: [UInt8] = {
    var random = SeededGenerator(seed: 5)
    return (0..<65_521).map { _ in UInt8.random(in: .min ... .max, using: &random) }
  }()

  init(_ length: UInt64, failsAt: UInt64 = .max, endsAt: UInt64 = .max) {
    self.length = length
    self.failsAt = failsAt
    self.endsAt = endsAt
  }

  var reads: Reads { counted.withLock(\.self) }

  func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
    counted.withLock { reads in
      reads.count += 1
      reads.beginnings += offset == 0 ? 1 : 0
      reads.largest = max(reads.largest, buffer.count)
    }
    guard offset < failsAt else { throw Failure() }
    let count = Int(min(UInt64(buffer.count), min(length, endsAt) - offset))
    Self.fill(UnsafeMutableRawBufferPointer(rebasing: buffer[..<count]), from: offset)
    return count
  }

  /// In hexadecimal digits, of all the bytes.
  var sha256: String {
    var hash = SHA256()
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    var offset: UInt64 = 0
    while offset < length {
      let count = Int(min(UInt64(piece.count), length - offset))
      piece.withUnsafeMutableBytes { bytes in
        Self.fill(UnsafeMutableRawBufferPointer(rebasing: bytes[..<count]), from: offset)
        hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: bytes[..<count]))
      }
      offset += UInt64(count)
    }
    return hash.finalize().digits
  }

  private static func fill(_ buffer: UnsafeMutableRawBufferPointer, from offset: UInt64) {
    block.withUnsafeBytes { block in
      var done = 0
      while done < buffer.count {
        let begin = Int((offset + UInt64(done)) % UInt64(block.count))
        let count = min(block.count - begin, buffer.count - done)
        UnsafeMutableRawBufferPointer(rebasing: buffer[done..<done + count]).copyMemory(
          from: UnsafeRawBufferPointer(rebasing: block[begin..<begin + count]))
        done += count
      }
    }
  }
}

extension SHA256.Digest {
  /// In hexadecimal.
  var digits: String {
    map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined()
  }
}
