import CCurl
import Glibc

/// Waits for sockets, and for a signal from other threads.
///
/// Safe to share: the kernel's objects are made for it; only one thread calls `wait`.
final class Poller: Sendable {
  struct Ready {
    var descriptor: Int32
    var isReadable: Bool
    var isWritable: Bool
  }

  private let epoll: Int32
  private let signal: Int32

  init() {
    epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
    signal = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
    precondition(epoll >= 0 && signal >= 0, "no descriptor left: \(String(cString: strerror(errno)))")
    _ = ccurl_watch(epoll, EPOLL_CTL_ADD, signal, EPOLLIN.rawValue)
  }

  deinit {
    close(epoll)
    close(signal)
  }

  /// Ends a `wait`, the present one or the next. From any thread.
  func wake() {
    var one: UInt64 = 1
    write(signal, &one, 8)
  }

  /// - Parameter isKnown: the descriptor was watched before.
  func watch(_ descriptor: Int32, reading: Bool, writing: Bool, isKnown: Bool) {
    let events = (reading ? EPOLLIN.rawValue : 0) | (writing ? EPOLLOUT.rawValue : 0)
    let operation = isKnown ? EPOLL_CTL_MOD : EPOLL_CTL_ADD
    if ccurl_watch(epoll, operation, descriptor, events) != 0 {
      // A descriptor that was closed and given out again in between.
      _ = ccurl_watch(epoll, isKnown ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, descriptor, events)
    }
  }

  func forget(_ descriptor: Int32) {
    _ = ccurl_watch(epoll, EPOLL_CTL_DEL, descriptor, 0)
  }

  /// Waits for at most `milliseconds`, or without limit.
  func wait(milliseconds: Int32?, _ body: (Ready) -> Void) {
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: Int(CCURL_READY_MAX)) { descriptors in
      withUnsafeTemporaryAllocation(of: UInt32.self, capacity: Int(CCURL_READY_MAX)) { events in
        let count = ccurl_ready(epoll, milliseconds ?? -1, descriptors.baseAddress, events.baseAddress)
        for index in 0..<Int(max(0, count)) {
          if descriptors[index] == signal {
            var number: UInt64 = 0
            read(signal, &number, 8)
            continue
          }
          let event = events[index]
          let hasFailed = event & EPOLLERR.rawValue != 0
          body(
            Ready(
              descriptor: descriptors[index],
              isReadable: hasFailed || event & (EPOLLIN.rawValue | EPOLLHUP.rawValue) != 0,
              isWritable: hasFailed || event & EPOLLOUT.rawValue != 0))
        }
      }
    }
  }
}
