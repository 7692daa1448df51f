import CChildProcess
import Glibc

/// One side of the connection between a gateway and a connector's process: frames go out from any thread, and come in on
/// the one that calls `turn`.
///
/// What is sent while that thread writes is written together with its next write. Nothing here waits, but `waitForRoom`.
///
/// Safe to share: what threads share is guarded by `monitor`; `inbox` and `unwritten` belong to whoever has the turn.
final class FrameLink: @unchecked Sendable {
  /// What came of a turn.
  enum Turn: Equatable {
    /// Something has come, perhaps not yet a whole frame.
    case received
    case quiet
    /// The other side has closed its end, or is gone.
    case closed
  }

  /// Bytes that wait to be written, above which senders with a choice wait.
  static let highWater = 4 << 20

  private let socket: Int32
  private let wakeUp: Int32
  private let monitor = Monitor()
  private var outgoing = FrameWriter()
  private var isAsleep = false
  private var isClosed = false
  /// The largest frame that the other side takes.
  private var maxFrame = FrameFormat.minFrame
  /// Being written, and how much of it has been.
  private var unwritten: [UInt8] = []
  private var written = 0
  private var inbox = FrameInbox(limit: FrameFormat.maxFrame)
  private var isBlocked = false
  /// Whether what the last turn watched besides has to be looked at.
  private(set) var isAlarmed = false

  /// Takes the socket over.
  init(socket: Int32) {
    self.socket = socket
    wakeUp = c4a_wake_create()
    precondition(wakeUp >= 0, "no descriptor: \(String(cString: strerror(errno)))")
  }

  deinit {
    Glibc.close(socket)
    Glibc.close(wakeUp)
  }

  /// Another descriptor of the socket, for whoever moves its bytes without taking turns; nil where there is none left.
  func duplicate() -> Int32? {
    let descriptor = fcntl(socket, F_DUPFD_CLOEXEC, 16)
    return descriptor < 0 ? nil : descriptor
  }

  /// The other side's first frame has come.
  func agree(_ hello: FrameHello) {
    monitor.withLock { maxFrame = hello.maxFrame }
  }

  /// Bytes that have been sent and not written.
  var waitingBytes: Int {
    monitor.withLock { outgoing.bytes.count + unwritten.count - written }
  }

  /// Sends a frame; false where it is larger than the other side takes: nothing was sent then.
  @discardableResult
  func send(_ encode: (inout FrameWriter) -> Void) -> Bool {
    monitor.lock()
    guard !isClosed else {
      monitor.unlock()
      return true
    }
    let start = outgoing.bytes.count
    encode(&outgoing)
    let fits = outgoing.bytes.count - start - FrameFormat.lengthBytes <= maxFrame
    if !fits { outgoing.remove(from: start) }
    let wakes = isAsleep
    isAsleep = false
    monitor.unlock()
    if wakes { wake() }
    return fits
  }

  /// Waits while too much has been sent that the other side has not read.
  func waitForRoom() {
    monitor.withLock {
      while !isClosed, outgoing.bytes.count + unwritten.count - written > Self.highWater {
        monitor.wait(microseconds: 1_000_000)
      }
    }
  }

  /// Has `turn` return soon.
  func wake() {
    var one: UInt64 = 1
    _ = Glibc.write(wakeUp, &one, 8)
  }

  /// Sends and waits for nothing any more.
  func close() {
    monitor.withLock {
      isClosed = true
      outgoing = FrameWriter()
    }
    monitor.signal()
    shutdown(socket, Int32(SHUT_RDWR))
  }

  // MARK: The turn

  /// Writes what there is to write, waits until there is something to do, and takes what has come; its frames are there
  /// with `next`.
  ///
  /// - Parameters:
  ///   - descriptor: Becomes readable when something else has to be looked at.
  ///   - microseconds: The longest wait; nil for ever.
  func turn(watching descriptor: Int32 = -1, microseconds: Int64? = nil) -> Turn {
    guard flush() else { return .closed }
    let sleeps = monitor.withLock {
      isAsleep = outgoing.isEmpty && !isBlocked
      return isAsleep || isBlocked
    }
    var watched = [
      pollfd(fd: socket, events: Int16(isBlocked ? POLLIN | POLLOUT : POLLIN), revents: 0),
      pollfd(fd: wakeUp, events: Int16(POLLIN), revents: 0),
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
    ]
    let limit = sleeps ? microseconds.map { Int32(clamping: (max(0, $0) + 999) / 1_000) } ?? -1 : 0
    let count = poll(&watched, nfds_t(watched.count), limit)
    monitor.withLock { isAsleep = false }
    isAlarmed = count > 0 && watched[2].revents != 0
    guard count > 0 else { return .quiet }
    if watched[1].revents != 0 {
      var number: UInt64 = 0
      _ = Glibc.read(wakeUp, &number, 8)
    }
    return watched[0].revents & Int16(POLLIN | POLLHUP | POLLERR) == 0 ? .quiet : receive()
  }

  /// Writes until all is written, or the other side takes no more; false when it is gone.
  func flush() -> Bool {
    while true {
      if written == unwritten.count {
        monitor.withLock {
          // The buffer that was written is used for what comes next, unless it grew large.
          var empty: [UInt8] = []
          if unwritten.capacity <= Self.highWater {
            swap(&empty, &unwritten)
            empty.removeAll(keepingCapacity: true)
          }
          unwritten = outgoing.take(leaving: empty)
          written = 0
        }
        monitor.signal()
        if unwritten.isEmpty {
          isBlocked = false
          return true
        }
      }
      let count = unwritten.withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress! + written, $0.count - written, Int32(MSG_NOSIGNAL))
      }
      if count > 0 {
        monitor.withLock { written += count }
      } else if errno == EAGAIN {
        isBlocked = true
        return true
      } else if errno != EINTR {
        return false
      }
    }
  }

  private func receive() -> Turn {
    let count = inbox.fill { recv(socket, $0.baseAddress, $0.count, 0) }
    if count > 0 { return .received }
    return count < 0 && (errno == EAGAIN || errno == EINTR) ? .quiet : .closed
  }

  /// The next frame that has come as a whole; nil when there is none.
  func next<Answer>(
    _ body: (UInt8, inout FrameReader) throws(FrameError) -> Answer
  ) throws(FrameError) -> Answer? {
    try inbox.next(body)
  }
}
