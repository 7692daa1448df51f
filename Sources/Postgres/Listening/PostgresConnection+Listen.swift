import CLibPQ
import Glibc

extension PostgresConnection {
  /// Subscribes to notifications of `channel`.
  func listen(to channel: String) throws {
    guard let quoted = PQescapeIdentifier(handle, channel, channel.utf8.count) else {
      throw PostgresError(.configuration, "no valid channel name")
    }
    defer { PQfreemem(quoted) }
    // LISTEN takes no parameters; the name is quoted by libpq and comes from the program, not from data.
    try execute(script: "LISTEN \(String(cString: quoted))")
  }

  /// The next notification that has arrived.
  func takeNotification() -> PostgresNotification? {
    guard let notification = PQnotifies(handle) else { return nil }
    defer { PQfreemem(notification) }
    return .notified(
      channel: String(cString: notification.pointee.relname),
      payload: String(cString: notification.pointee.extra)
    )
  }

  /// Sleeps until the server says something, `descriptor` becomes readable, or `patience` runs out.
  func sleep(orUntilReadable descriptor: Int32, patience: Duration) {
    var descriptors = [
      pollfd(fd: PQsocket(handle), events: Int16(POLLIN), revents: 0),
      pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0),
    ]
    _ = poll(&descriptors, 2, Int32(clamping: patience.milliseconds))
  }
}
