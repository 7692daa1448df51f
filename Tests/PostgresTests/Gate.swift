import Foundation
import Synchronization

/// A door that threads wait at until a test opens it.
final class Gate: Sendable {
  private let isOpen = Atomic(false)
  private let waiting = Atomic(0)

  var waiters: Int { waiting.load(ordering: .acquiring) }

  func open() { isOpen.store(true, ordering: .releasing) }

  /// Blocks the calling thread, which must not be one of the concurrency pool.
  func wait() {
    waiting.add(1, ordering: .acquiringAndReleasing)
    while !isOpen.load(ordering: .acquiring) { usleep(1000) }
  }
}
