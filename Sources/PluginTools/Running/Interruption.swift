import Glibc
import Synchronization

/// Somebody wants the verifier to end: its processes, which are in groups of their own, do not hear of it.
package struct Interruption: Error {
  private let number: Int32

  private static let received = Atomic<Int32>(0)

  /// Notes from now on that it is to end, instead of ending.
  package static func watch() {
    received.store(0, ordering: .relaxed)
    for number in [SIGINT, SIGTERM, SIGHUP] {
      signal(number) { Interruption.received.store($0, ordering: .relaxed) }
    }
  }

  /// - Throws: `Interruption` where it is to end.
  static func check() throws {
    let number = received.load(ordering: .relaxed)
    if number != 0 { throw Interruption(number: number) }
  }

  /// As a shell tells that a signal ended something.
  package var exitStatus: Int32 { 128 + number }
}
