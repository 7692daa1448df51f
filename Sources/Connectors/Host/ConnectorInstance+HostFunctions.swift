import CConnectorABI
import Logging

// What a connector can ask of the host; called from any thread, by `HostTable`.
extension ConnectorInstance {
  func log(_ operation: c4a_op, _ level: UInt32, _ line: c4a_str) {
    let text = line.cutText(limit: BorderLimits.detail)
    monitor.lock()
    guard state.logBucket.take(at: ContinuousClock.now) == nil else {
      state.counters.logLinesDropped += 1
      return monitor.unlock()
    }
    let messageID = state.operations[operation]?.messageID
    monitor.unlock()
    let level: Logger.Level =
      switch Int32(truncatingIfNeeded: level) {
      case C4A_LOG_DEBUG: .debug
      case C4A_LOG_WARNING: .warning
      case C4A_LOG_ERROR: .error
      default: .info
      }
    logger.log(level: level, "\(text)", metadata: messageID.map { ["message_id": "\($0)"] })
  }

  func setting(
    _ key: c4a_str, _ buffer: UnsafeMutablePointer<CChar>?, _ capacity: Int, _ length: UnsafeMutablePointer<Int>?
  ) -> Int32 {
    guard let length, capacity >= 0, buffer != nil || capacity == 0 else { return invalid() }
    let name: String
    do {
      name = try key.text(limit: BorderLimits.identifier) ?? ""
    } catch {
      return invalid()
    }
    guard let value = settings[name] else { return C4A_NOT_FOUND }
    return Self.copy(value, to: buffer, capacity, length)
  }

  /// Gives a value out as `config_get` says; there are `capacity` bytes behind `buffer`, unless it is nil.
  static func copy(
    _ value: [UInt8], to buffer: UnsafeMutablePointer<CChar>?, _ capacity: Int, _ length: UnsafeMutablePointer<Int>
  ) -> Int32 {
    length.pointee = value.count
    guard value.count <= capacity else { return C4A_BUFFER_TOO_SMALL }
    if let buffer {
      value.withUnsafeBytes { UnsafeMutableRawBufferPointer(start: buffer, count: capacity).copyMemory(from: $0) }
      if value.count < capacity { buffer[value.count] = 0 }
    }
    return C4A_OK
  }

  func emit(_ cause: c4a_op, _ pointer: UnsafePointer<c4a_event>?) -> Int32 {
    let event: ConnectorEvent
    do {
      event = try EventReader.read(pointer, account: account.name, now: clock.realtime)
    } catch {
      if error != .unsupported { monitor.withLock { state.counters.invalid += 1 } }
      return error.code
    }
    monitor.lock()
    if cause != 0 {
      defer { monitor.unlock() }
      guard let operation = state.operations[cause] else {
        state.counters.stale += 1
        return C4A_STALE
      }
      guard case .webhook = operation.purpose else {
        state.counters.invalid += 1
        return C4A_WRONG_STATE
      }
      guard operation.events.count < BorderLimits.eventsPerWebhook else {
        state.counters.eventsDropped += 1
        return C4A_RETRY
      }
      operation.events.append(event)
      return C4A_OK
    }
    guard state.events.count < account.configuration.limits.maxQueuedEvents else {
      state.counters.eventsDropped += 1
      monitor.unlock()
      return C4A_RETRY
    }
    state.events.append(event)
    state.counters.events += 1
    unlockAndWake()
    return C4A_OK
  }

  func complete(_ token: c4a_op, _ pointer: UnsafePointer<c4a_result>?) -> Int32 {
    let result: SendResult
    do {
      result = try ResultReader.read(pointer)
    } catch {
      monitor.withLock { state.counters.invalid += 1 }
      return error.code
    }
    monitor.lock()
    guard let operation = state.operations[token], operation.progress == .handedOver else { return stale() }
    switch operation.purpose {
    case .send, .file, .change:
      state.counters.completed += 1
      switch result.resultClass {
      case .pauseInstance: state.pause = result
      case .ok: state.pause = nil
      case .retry, .permanent, .unknownOutcome, .contractViolation: break
      }
      finish(operation, result)
    case .webhook:
      guard result.resultClass != .ok else {
        state.counters.invalid += 1
        monitor.unlock()
        return C4A_WRONG_STATE
      }
      finish(operation, .refused(result.resultClass == .permanent ? 500 : 503, result.detail))
    case .create, .connect, .health, .disconnect:
      ended(operation, result)
    }
    unlockAndWake()
    return C4A_OK
  }

  func respond(_ token: c4a_op, _ pointer: UnsafePointer<c4a_webhook_response>?) -> Int32 {
    let response: WebhookOutcome.Response
    do {
      response = try ResultReader.read(pointer)
    } catch {
      monitor.withLock { state.counters.invalid += 1 }
      return error.code
    }
    monitor.lock()
    guard let operation = state.operations[token], operation.progress == .handedOver else { return stale() }
    guard case .webhook = operation.purpose else {
      state.counters.invalid += 1
      monitor.unlock()
      return C4A_WRONG_STATE
    }
    finish(operation, WebhookOutcome(events: [], response: response))
    unlockAndWake()
    return C4A_OK
  }

  func timer(
    _ milliseconds: UInt64, _ callback: c4a_callback?, _ user: UnsafeMutableRawPointer?,
    _ token: UnsafeMutablePointer<c4a_op>?
  ) -> Int32 {
    guard let callback else { return invalid() }
    // Ten years at most, which keeps the sum far from overflowing.
    let delay = Int64(min(milliseconds, 315_360_000_000)) * 1_000
    monitor.lock()
    if let refusal = callbackRefusal(state.timers.count) { return refusal }
    let timer = nextToken()
    state.timers.add(.init(function: callback, user: user), token: timer, due: clock.monotonic() &+ delay)
    // Stored under the lock: the callback must not come before its token is known.
    token?.pointee = timer
    unlockAndWake()
    return C4A_OK
  }

  func post(_ callback: c4a_callback?, _ user: UnsafeMutableRawPointer?) -> Int32 {
    guard let callback else { return invalid() }
    monitor.lock()
    if let refusal = callbackRefusal(state.posted) { return refusal }
    state.posted += 1
    state.calls.append(.callback(.init(function: callback, user: user), code: C4A_OK))
    unlockAndWake()
    return C4A_OK
  }

  func abort(_ token: c4a_op) -> Int32 {
    monitor.lock()
    if let callback = state.timers.abort(token) {
      state.calls.append(.callback(callback, code: C4A_CANCELLED))
    } else if !cancelRequest(token, because: "aborted") {
      return stale()
    }
    unlockAndWake()
    return C4A_OK
  }

  func metric(_ name: c4a_str, _ kind: UInt32, _ value: Double) -> Int32 {
    let kinds: [UInt32: ConnectorMetric.Kind] = [
      UInt32(C4A_METRIC_COUNTER): .counter, UInt32(C4A_METRIC_GAUGE): .gauge, UInt32(C4A_METRIC_HISTOGRAM): .histogram,
    ]
    guard let text = try? name.text(limit: 63), let kind = kinds[kind], value.isFinite, Self.isMetricName(text) else {
      return invalid()
    }
    metricSink(ConnectorMetric(account: account.name, name: text, kind: kind, value: value))
    return C4A_OK
  }

  static func isMetricName(_ name: String) -> Bool {
    let letters = UInt8(ascii: "a")...UInt8(ascii: "z")
    guard let first = name.utf8.first, letters.contains(first) else { return false }
    return name.utf8.allSatisfy {
      letters.contains($0) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) || $0 == UInt8(ascii: "_")
    }
  }

  /// Why no callback is taken, with the lock released then; nil keeps it.
  func callbackRefusal(_ count: Int, limit: Int = BorderLimits.callbacks) -> Int32? {
    if case .ended = state.phase {
      monitor.unlock()
      return C4A_WRONG_STATE
    }
    guard count >= limit else { return nil }
    monitor.unlock()
    return C4A_RETRY
  }

  /// Counts and releases the lock.
  func stale() -> Int32 {
    state.counters.stale += 1
    monitor.unlock()
    return C4A_STALE
  }

  func invalid() -> Int32 {
    monitor.withLock { state.counters.invalid += 1 }
    return C4A_INVALID
  }
}
