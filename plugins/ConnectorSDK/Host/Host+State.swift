import CConnectorABI

extension Host {
  /// The most that one key holds, in bytes.
  public static let stateLimit = 65_536

  /// What was stored under a key for this account, maybe in an earlier life.
  ///
  /// - Returns: nil where nothing is stored, and with a host that keeps no state.
  public func state(_ key: String) -> String? {
    var arena = BorderArena()
    return Self.read(capacity: 512) { buffer, length in
      self.table.functions.state_get?(self.instance, arena.text(key), buffer.baseAddress, buffer.count, length)
        ?? C4A_UNSUPPORTED
    }
  }

  /// Stores a text of up to 64 KiB under a key of up to 128 bytes; nil removes it.
  ///
  /// While a webhook request is worked on, it is stored together with the request's events, or not at all.
  /// - Throws: `.unsupported` with a host that keeps no state.
  public func setState(_ key: String, _ value: String?) throws(ConnectorError) {
    var arena = BorderArena()
    let cause = CurrentOperation.value.flatMap { $0.isWebhook ? $0.token : nil } ?? 0
    // NULL would remove the key.
    let stored = value.map { $0.isEmpty ? c4a_str(ptr: UnsafePointer(Self.nothing), len: 0) : arena.text($0) }
    let code = table.functions.state_set?(instance, cause, arena.text(key), stored ?? c4a_str()) ?? C4A_UNSUPPORTED
    guard code == C4A_OK || (code == C4A_NOT_FOUND && value == nil) else {
      throw Self.refusal(code, "state was not stored")
    }
  }

  // Safe to share: written once, and only its address is used.
  nonisolated(unsafe) private static let nothing = {
    let byte = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
    byte.initialize(to: 0)
    return byte
  }()

  /// The setting as it stands in channels.yaml; nil where there is none.
  func setting(_ name: String) -> String? {
    var arena = BorderArena()
    return Self.read(capacity: 256) { buffer, length in
      self.table.functions.config_get?(self.instance, arena.text(name), buffer.baseAddress, buffer.count, length)
        ?? C4A_UNSUPPORTED
    }
  }

  private static func read(
    capacity: Int, _ get: (UnsafeMutableBufferPointer<CChar>, UnsafeMutablePointer<Int>) -> Int32
  ) -> String? {
    var capacity = capacity
    while true {
      var length = 0
      var code = C4A_OK
      let text = withUnsafeTemporaryAllocation(of: CChar.self, capacity: capacity) { buffer in
        code = get(buffer, &length)
        return code == C4A_OK ? String(c4a_str(ptr: buffer.baseAddress, len: min(length, capacity))) : nil
      }
      guard code == C4A_BUFFER_TOO_SMALL, length > capacity else { return text }
      capacity = length + 1
    }
  }
}
