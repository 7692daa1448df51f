import Crypto
import OutboundHTTP
import Synchronization

/// Keeps no byte, only what it takes to compare them.
final class HashingSink: OutboundSink {
  struct Failure: Error, CustomStringConvertible {
    let description = "the disk is full"
  }

  private struct State {
    var count = 0
    var largest = 0
    var hash = SHA256()
  }

  /// The most bytes it takes.
  private let room: Int
  private let state = Mutex(State())

  init(room: Int = .max) {
    self.room = room
  }

  var count: Int { state.withLock(\.count) }
  /// The longest piece.
  var largest: Int { state.withLock(\.largest) }
  /// In hexadecimal digits, of all that was written.
  var sha256: String { state.withLock { $0.hash.finalize().digits } }

  func write(_ bytes: UnsafeRawBufferPointer) throws {
    try state.withLock { state in
      guard bytes.count <= room - state.count else { throw Failure() }
      state.count += bytes.count
      state.largest = max(state.largest, bytes.count)
      state.hash.update(bufferPointer: bytes)
    }
  }
}
