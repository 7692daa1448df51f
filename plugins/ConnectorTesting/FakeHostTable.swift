import CConnectorABI
import ConnectorSDK

/// The host's functions, as connectors get them from a `FakeHost`.
enum FakeHostTable {
  // Safe to share: written once, before anybody sees it, and never freed.
  nonisolated(unsafe) static let pointer: UnsafePointer<c4a_host> = {
    let table = UnsafeMutablePointer<c4a_host>.allocate(capacity: 1)
    table.initialize(to: make())
    return UnsafePointer(table)
  }()

  private static func make() -> c4a_host {
    var host = c4a_host()
    host.size = UInt32(MemoryLayout<c4a_host>.size)
    host.abi = UInt32(C4A_ABI)
    host.log = { instance, _, _, line in
      let text = String(line)
      FakeHostRegistry.find(instance)?.state.withLock { $0.logLines.append(text) }
    }
    host.now = { clock in
      let time = FakeHost.current?.state.withLock(\.clock) ?? 0
      return clock == UInt32(C4A_CLOCK_MONOTONIC) ? time : 1_787_000_000_000_000 + time
    }
    host.config_get = { instance, key, buffer, capacity, length in
      FakeHostTable.copy(FakeHostRegistry.find(instance)?.setting(String(key)), buffer, capacity, length)
    }
    host.state_get = { instance, key, buffer, capacity, length in
      guard let host = FakeHostRegistry.find(instance) else { return C4A_STALE }
      let name = String(key)
      let (keeps, value) = host.state.withLock { ($0.keepsState, $0.stored[name]) }
      return keeps ? FakeHostTable.copy(value, buffer, capacity, length) : C4A_UNSUPPORTED
    }
    host.state_set = { instance, _, key, value in
      let (name, text) = (String(key), value.ptr == nil ? nil : String(value))
      return FakeHostRegistry.find(instance)?.state.withLock { state in
        guard state.keepsState else { return C4A_UNSUPPORTED }
        state.stored[name] = text
        return C4A_OK
      } ?? C4A_STALE
    }
    host.emit = { FakeHostTable.emit($0, $1, $2) }
    host.complete = { FakeHostTable.complete($0, $1) }
    host.respond = { FakeHostTable.respond($0, $1) }
    host.http = { FakeHostTable.http($0, $1, $2, $3, $4) }
    host.timer = { instance, delay, function, user, token in
      guard let host = FakeHostRegistry.find(instance), let function else { return C4A_STALE }
      let number = host.newToken(isOperation: false)
      token?.pointee = number
      var timer = FakeHostState.Timer(token: number, due: Int64(delay) * 1_000, function: function, user: user)
      host.state.withLock { state in
        timer.due += state.clock
        state.timers.append(timer)
      }
      return C4A_OK
    }
    host.abort = { token in
      FakeHostRegistry.find(token)?.state.withLock { $0.abort(token) ? C4A_OK : C4A_STALE } ?? C4A_STALE
    }
    host.file_read = { FakeHostTable.read($0, $1, $2, $3, $4) }
    host.post = { instance, function, user in
      guard let host = FakeHostRegistry.find(instance), let function else { return C4A_STALE }
      let posted = FakeHostState.Timer(token: 0, due: 0, function: function, user: user)
      host.state.withLock { state in state.callbacks.append { posted.function(posted.user, C4A_OK) } }
      return C4A_OK
    }
    host.metric = { _, _, _, _ in C4A_OK }
    host.get_extension = { _ in nil }
    return host
  }

  private static func copy(
    _ value: String?, _ buffer: UnsafeMutablePointer<CChar>?, _ capacity: Int, _ length: UnsafeMutablePointer<Int>?
  ) -> Int32 {
    guard let value, let length else { return C4A_NOT_FOUND }
    let bytes = Array(value.utf8)
    length.pointee = bytes.count
    guard bytes.count <= capacity, let buffer else { return C4A_BUFFER_TOO_SMALL }
    UnsafeMutableRawPointer(buffer).copyMemory(from: bytes, byteCount: bytes.count)
    return C4A_OK
  }

  private static func read(
    _ file: c4a_file, _ offset: UInt64, _ buffer: UnsafeMutableRawPointer?, _ capacity: Int,
    _ length: UnsafeMutablePointer<Int>?
  ) -> Int32 {
    guard let length, let buffer else { return C4A_INVALID }
    guard let bytes = FakeHostRegistry.find(file)?.state.withLock({ $0.files[file] }) else { return C4A_STALE }
    let piece = bytes.dropFirst(Int(clamping: offset)).prefix(capacity)
    buffer.copyMemory(from: Array(piece), byteCount: piece.count)
    length.pointee = piece.count
    return C4A_OK
  }

  private static func emit(_ instance: c4a_instance, _ cause: c4a_op, _ raw: UnsafePointer<c4a_event>?) -> Int32 {
    guard let host = FakeHostRegistry.find(instance), let event = FakeHostReader.event(raw) else { return C4A_INVALID }
    return host.state.withLock { state in
      guard state.emitResult == C4A_OK else { return state.emitResult }
      if cause == 0 {
        state.events.append(event)
      } else {
        guard state.open[cause] == true else { return C4A_STALE }
        state.collected[cause, default: []].append(event)
      }
      return C4A_OK
    }
  }

  private static func complete(_ op: c4a_op, _ raw: UnsafePointer<c4a_result>?) -> Int32 {
    guard let host = FakeHostRegistry.find(op), let outcome = FakeHostReader.result(raw) else { return C4A_INVALID }
    return host.state.withLock { state in
      let isWebhook = state.open[op] == true
      guard state.end(op) else { return C4A_STALE }
      if isWebhook {
        guard case .failure(let error) = outcome else { return C4A_WRONG_STATE }
        state.answers[op] = WebhookEnding(status: error.code.isPermanent ? 500 : 503, error: error)
      } else {
        state.endings[op] = outcome
      }
      return C4A_OK
    }
  }

  private static func respond(_ op: c4a_op, _ raw: UnsafePointer<c4a_webhook_response>?) -> Int32 {
    guard let host = FakeHostRegistry.find(op), var answer = FakeHostReader.answer(raw) else { return C4A_INVALID }
    return host.state.withLock { state in
      guard state.open[op] != false else { return C4A_WRONG_STATE }
      guard state.end(op) else { return C4A_STALE }
      let events = state.collected.removeValue(forKey: op) ?? []
      if (200...299).contains(answer.status) { answer.events = events }
      state.answers[op] = answer
      return C4A_OK
    }
  }

  private static func http(
    _ instance: c4a_instance, _ raw: UnsafePointer<c4a_http_request>?, _ function: c4a_http_callback?,
    _ user: UnsafeMutableRawPointer?, _ token: UnsafeMutablePointer<c4a_op>?
  ) -> Int32 {
    guard let host = FakeHostRegistry.find(instance), let raw, let function else { return C4A_INVALID }
    let cause = raw.pointee.cause
    guard cause == 0 || host.state.withLock({ $0.open[cause] != nil }) else { return C4A_STALE }
    let request = RecordedRequest(
      method: String(raw.pointee.method), url: String(raw.pointee.url),
      headers: pairs(raw.pointee.headers, raw.pointee.header_count).map { HTTPHeader($0.0, $0.1) },
      body: [UInt8](raw.pointee.body), parts: FakeHostReader.parts(raw.pointee), hasCause: cause != 0)
    let number = host.newToken(isOperation: false)
    token?.pointee = number
    let stores = raw.pointee.flags & UInt32(C4A_HTTP_TO_FILE) != 0
    let stored = stores ? host.newToken(isOperation: false) : nil
    let callback = FakeHostState.HTTPCallback(function: function, user: user, file: stored)
    host.state.withLock { state in
      let answer = state.take(request)
      if case .held = answer {
        state.held[number] = callback
      } else {
        state.answer(callback, answer)
      }
    }
    return C4A_OK
  }

  /// Makes a callback with an answer.
  static func call(_ callback: FakeHostState.HTTPCallback, _ answer: ScriptedAnswer) {
    var arena = BorderArena()
    var raw = c4a_http_response()
    raw.size = UInt32(MemoryLayout<c4a_http_response>.size)
    switch answer {
    case .response(let response):
      raw.status = UInt32(response.status)
      raw.headers = arena.headers(response.headers)
      raw.header_count = response.headers.count
      if let file = callback.file, response.isSuccess {
        raw.file = file
        raw.file_length = UInt64(response.body.count)
      } else {
        raw.body = arena.bytes(response.body)
      }
    case .failure(let error):
      raw.code = error.code.rawValue
      raw.detail = arena.text(error.detail)
    case .held:
      return
    }
    callback.function(callback.user, &raw)
  }
}
