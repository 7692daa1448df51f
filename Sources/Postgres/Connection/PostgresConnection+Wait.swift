import CLibPQ
import Glibc

/// Waiting on the socket with a deadline.
extension PostgresConnection {
  enum Readiness {
    case ready
    case timedOut
  }

  /// Waits until the socket is ready for `events` or `deadline` passes; nil waits for ever.
  func wait(for events: Int32, until deadline: ContinuousClock.Instant?) -> Readiness {
    var descriptor = pollfd(fd: PQsocket(handle), events: Int16(events), revents: 0)
    // Without a socket the connection is dead, which libpq's next call explains better.
    guard descriptor.fd >= 0 else { return .ready }
    while true {
      var timeout: Int32 = -1
      if let deadline {
        timeout = Int32(clamping: max(.zero, deadline - .now).milliseconds)
      }
      let count = poll(&descriptor, 1, timeout)
      if count > 0 { return .ready }
      if count == 0 { return .timedOut }
      // Interrupted by a signal, or something that libpq will run into as well.
      if errno != EINTR { return .ready }
    }
  }

  func isReadyNow(for events: Int32) -> Bool {
    wait(for: events, until: .now) == .ready
  }

  /// The next result, or nil where libpq ends a statement's results.
  /// - Throws: `timeout` or `unavailable`; the caller knows whether that means `outcomeUnknown`.
  func nextResult() throws -> ResultHandle? {
    let deadline = responseTimeout.map { ContinuousClock.now + $0 }
    while PQisBusy(handle) != 0 {
      guard wait(for: POLLIN, until: deadline) == .ready else {
        abandon()
        throw PostgresError(.timeout, "the server did not answer in time")
      }
      guard PQconsumeInput(handle) != 0 else { throw lost() }
    }
    return PQgetResult(handle).map { ResultHandle(owning: $0) }
  }

  /// Writes out what libpq has collected, reading meanwhile, so that two full socket buffers cannot block each other.
  func flush() throws {
    let deadline = responseTimeout.map { ContinuousClock.now + $0 }
    while true {
      switch PQflush(handle) {
      case 0: return
      case 1: break
      default: throw lost()
      }
      guard wait(for: POLLIN | POLLOUT, until: deadline) == .ready else {
        abandon()
        throw PostgresError(.timeout, "the server did not take the request in time")
      }
      if isReadyNow(for: POLLIN), PQconsumeInput(handle) == 0 { throw lost() }
    }
  }

  /// Gives the connection up with libpq's reason.
  func lost() -> PostgresError {
    abandon()
    return PostgresError(.unavailable, PostgresError.trimmed(PQerrorMessage(handle)))
  }
}
