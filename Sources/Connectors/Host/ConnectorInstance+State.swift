import CConnectorABI

// The values that a connector keeps.
extension ConnectorInstance {
  func keptValue(
    _ key: c4a_str, _ buffer: UnsafeMutablePointer<CChar>?, _ capacity: Int, _ length: UnsafeMutablePointer<Int>?
  ) -> Int32 {
    guard services.state != nil else { return C4A_UNSUPPORTED }
    guard let length, capacity >= 0, buffer != nil || capacity == 0 else { return invalid() }
    let name: String
    do {
      name = try Self.stateKey(key)
    } catch {
      return error == .tooLarge ? C4A_NOT_FOUND : invalid()
    }
    guard let value = monitor.withLock({ state.kept[name] }) else { return C4A_NOT_FOUND }
    return Self.copy(value, to: buffer, capacity, length)
  }

  func keep(_ cause: c4a_op, _ key: c4a_str, _ value: c4a_str) -> Int32 {
    guard services.state != nil else { return C4A_UNSUPPORTED }
    let name: String
    let bytes: [UInt8]?
    do {
      name = try Self.stateKey(key)
      bytes =
        try value.ptr == nil && value.len == 0
        ? nil : value.bytes(limit: BorderLimits.stateValue).map { Array($0) } ?? []
    } catch {
      monitor.withLock { state.counters.invalid += 1 }
      return error.code
    }
    monitor.lock()
    if case .ended = state.phase {
      monitor.unlock()
      return C4A_WRONG_STATE
    }
    var operation: Operation?
    if cause != 0 {
      guard let found = state.operations[cause], found.progress == .handedOver else { return stale() }
      guard case .webhook = found.purpose else {
        state.counters.invalid += 1
        monitor.unlock()
        return C4A_WRONG_STATE
      }
      operation = found
    }
    if bytes != nil,
      state.kept.isFull(for: name, limit: BorderLimits.stateValues)
        || operation.map({ $0.stateChanges.count >= BorderLimits.stateValues }) == true
    {
      monitor.unlock()
      return C4A_TOO_LARGE
    }
    let change = ConnectorStateChange(
      account: account.name, key: name, value: bytes, changedAt: state.kept.nextChange(clock.realtime()))
    if let operation {
      operation.stateChanges.append(change)
      monitor.unlock()
    } else {
      state.kept.set(change)
      unlockAndWake()
    }
    return C4A_OK
  }

  /// A change that came with a webhook has been stored.
  func stateStored(_ change: ConnectorStateChange) {
    monitor.withLock { state.kept.apply(change) }
  }

  /// What the connector keeps, as it reads it at the moment.
  var kept: [ConnectorStateChange] {
    monitor.withLock { state.kept.changes(of: account.name) }
  }

  private static func stateKey(_ key: c4a_str) throws(BorderError) -> String {
    guard let bytes = try key.bytes(limit: BorderLimits.stateKey), !bytes.contains(0),
      let text = String(validating: bytes, as: UTF8.self)
    else { throw .invalid }
    return text
  }
}
