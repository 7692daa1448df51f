import Synchronization

/// One of those on whose behalf requests are made, so that none takes what belongs to the others: their places, and
/// memory.
public final class Party: Sendable {
  let name: String
  /// The bodies of its responses that are being received, together: bytes.
  let responseLimit: Int
  private let received = Mutex(0)

  /// - Parameters:
  ///   - name: Parties of one name share their places.
  ///   - responseLimit: Bytes that the bodies of its responses may have together while they are received, beyond the
  ///     first. Of a response that goes beyond, nothing is kept: the request fails with `overloaded`.
  public init(name: String, responseLimit: Int) {
    self.name = name
    self.responseLimit = responseLimit
  }

  /// Whether there is room for a piece of a response of which so much has been received.
  func takes(_ bytes: Int, after own: Int) -> Bool {
    received.withLock { received in
      guard received == own || received + bytes <= responseLimit else { return false }
      received += bytes
      return true
    }
  }

  func gaveUp(_ bytes: Int) {
    received.withLock { $0 -= bytes }
  }
}
