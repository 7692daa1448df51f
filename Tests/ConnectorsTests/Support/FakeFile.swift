import Glibc
import Synchronization

@testable import Connectors

/// A file in memory that does what the test wants of storage.
final class FakeFile: ConnectorFile {
  let bytes: [UInt8]
  /// The most that one reading gives.
  let mostAtOnce: Int
  /// Called with each offset, before it is read.
  private let reading: @Sendable (UInt64) throws(ConnectorFileError) -> Void
  private let ended: @Sendable () -> Void

  init(
    _ bytes: [UInt8], mostAtOnce: Int = .max,
    reading: @escaping @Sendable (UInt64) throws(ConnectorFileError) -> Void = { _ in },
    ended: @escaping @Sendable () -> Void = {}
  ) {
    self.bytes = bytes
    self.mostAtOnce = mostAtOnce
    self.reading = reading
    self.ended = ended
  }

  deinit { ended() }

  var length: UInt64 { UInt64(bytes.count) }

  func read(at offset: UInt64, into buffer: UnsafeMutableRawBufferPointer) throws(ConnectorFileError) -> Int {
    try reading(offset)
    let piece = bytes.dropFirst(Int(clamping: offset)).prefix(min(buffer.count, mostAtOnce))
    buffer.copyBytes(from: piece)
    return piece.count
  }

  /// Whether something comes back within two seconds, from another thread: it does not while this one has a lock for it.
  static func isQuick(_ body: @escaping @Sendable () -> Void) -> Bool {
    let done = Done()
    OperatingSystemThread.start(name: "c4a-test") {
      body()
      done.value.store(true, ordering: .releasing)
    }
    return isSoon { done.value.load(ordering: .acquiring) }
  }

  /// Whether something becomes so within two seconds.
  static func isSoon(_ condition: () -> Bool) -> Bool {
    let giveUp = ContinuousClock.now + .seconds(2)
    while !condition() {
      guard ContinuousClock.now < giveUp else { return false }
      usleep(1_000)
    }
    return true
  }

  private final class Done: Sendable {
    let value = Atomic(false)
  }

  /// What `FileProbe` says of it when it has read all of it.
  var summary: String { "\(bytes.count) \(bytes.reduce(UInt32(0)) { $0 &* 31 &+ UInt32($1) })" }

  /// A file to send, with these words for `FileProbe`.
  func message(_ caption: String, key: String = "key", deadline: Duration = .seconds(30)) -> OutboundFile {
    OutboundFile(
      HostFixture.message("not sent", key: key, deadline: deadline), file: FileReference(self), caption: caption,
      filename: "números.csv", mime: "text/csv", sha256: String(repeating: "ab", count: 32))
  }
}
