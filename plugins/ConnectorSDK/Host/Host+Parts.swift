extension Host {
  /// Sends the parts of one message one after another, and remembers those that the platform has accepted, so that the
  /// next attempt goes on where this one stopped.
  ///
  /// A message has to be cut the same way at each attempt. With a host that keeps no state, an attempt begins anew.
  /// - Parameter send: sends one part; returns the platform's id of it.
  public func sendParts<Part>(
    _ parts: [Part], of message: TextMessage,
    _ send: (_ part: Part, _ index: Int) async throws(ConnectorError) -> String
  ) async throws(ConnectorError) -> Sent {
    if parts.count == 1 { return Sent(try await send(parts[0], 0)) }
    let key = "parts/\(message.idempotencyKey)"
    let isKept = key.utf8.count <= 128
    var ids: [String] = []
    if isKept, message.attempt > 1 || message.mayBeDuplicate, let sent = state(key) {
      ids = sent.split(separator: "\n").map(String.init)
    }
    // More than there are now: another text.
    if ids.count >= parts.count { ids = [] }
    do throws(ConnectorError) {
      for index in ids.count..<parts.count {
        ids.append(try await send(parts[index], index))
        if isKept, index + 1 < parts.count { try? setState(key, ids.joined(separator: "\n")) }
      }
    } catch {
      if isKept, !ids.isEmpty, error.code.isPermanent { try? setState(key, nil) }
      throw error
    }
    if isKept { try? setState(key, nil) }
    guard let first = ids.first else { throw .permanent("there is nothing to send") }
    return Sent(first, more: Array(ids.dropFirst()))
  }
}
