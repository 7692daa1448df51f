import Glibc
import Synchronization

/// A file without a name, gone with the last reference to it. One writes, behind what is there; any number read.
public final class TemporaryFile: Sendable {
  private struct State {
    var length: UInt64 = 0
    /// Where the disk's room is looked at next.
    var nextLook: UInt64 = 0
  }

  /// The room is looked at after so many bytes.
  private static let step: UInt64 = 16 << 20

  private let descriptor: Int32
  private let owner: String
  private let store: TemporaryFiles
  private let state = Mutex(State())

  init(descriptor: Int32, owner: String, store: TemporaryFiles) {
    self.descriptor = descriptor
    self.owner = owner
    self.store = store
  }

  deinit {
    close(descriptor)
    store.giveBack(owner, bytes: length)
  }

  /// In bytes.
  public var length: UInt64 { state.withLock(\.length) }

  /// Writes behind what is there. After an error the file holds some of the bytes, or none.
  ///
  /// - Throws: `full` where the owner's share or the disk ends.
  public func append(_ bytes: UnsafeRawBufferPointer) throws(TemporaryFileError) {
    guard !bytes.isEmpty else { return }
    try state.withLock { (state) throws(TemporaryFileError) in
      if state.length >= state.nextLook {
        try store.checkRoom(on: descriptor)
        state.nextLook = state.length + Self.step
      }
      try store.take(UInt64(bytes.count), for: owner)
      var rest = bytes
      while !rest.isEmpty {
        let count = pwrite(descriptor, rest.baseAddress, rest.count, off_t(state.length))
        if count >= 0 {
          state.length += UInt64(count)
          rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        } else if errno != EINTR {
          let error = TemporaryFileError(writing: errno)
          store.putBack(UInt64(rest.count), for: owner)
          throw error
        }
      }
    }
  }

  /// Reads up to `buffer.count` bytes from `offset`; none at the end.
  public func read(
    at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer
  ) throws(TemporaryFileError) -> Int {
    guard let offset = off_t(exactly: offset), let start = buffer.baseAddress else { return 0 }
    while true {
      let count = pread(descriptor, start, buffer.count, offset)
      if count >= 0 { return count }
      if errno != EINTR { throw .failed(errno, "reading a file") }
    }
  }
}
