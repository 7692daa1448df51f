import CConnectorABI
import Connectors
import JSON

// What a connector calls. From any thread.
extension Bench {
  func log(_ instance: c4a_instance, _ op: c4a_op, _ level: UInt32, _ line: c4a_str) {
    let text = line.cutText(limit: 65_536)
    state.withLock { state in
      guard state.isKnown(instance, "log") else { return }
      state.say("a log line", text.utf8)
    }
  }

  func now(_ clock: UInt32) -> Int64 {
    let time = state.withLock(\.clock)
    return clock == UInt32(C4A_CLOCK_MONOTONIC) ? time : 1_787_000_000_000_000 + time
  }

  func setting(
    _ instance: c4a_instance, _ key: c4a_str, _ buffer: UnsafeMutablePointer<CChar>?, _ capacity: Int,
    _ length: UnsafeMutablePointer<Int>?
  ) -> Int32 {
    let name = key.cutText(limit: 1_024)
    let value: [UInt8]?? = state.withLock { state in
      guard state.isKnown(instance, "config_get"), let settings = state.instances[instance]?.settings else {
        return .none
      }
      if name.isEmpty {
        return .some(JSONWriter.bytes(of: .object(JSONObject(settings.sorted { $0.key < $1.key }.map { ($0, $1) }))))
      }
      return .some(settings[name].flatMap(Self.bytes))
    }
    guard let value else { return C4A_STALE }
    return Self.copy(value, buffer, capacity, length)
  }

  private static func bytes(_ value: JSONValue) -> [UInt8]? {
    switch value {
    case .null: nil
    case .string(let text): Array(text.utf8)
    default: JSONWriter.bytes(of: value)
    }
  }

  func kept(
    _ instance: c4a_instance, _ key: c4a_str, _ buffer: UnsafeMutablePointer<CChar>?, _ capacity: Int,
    _ length: UnsafeMutablePointer<Int>?
  ) -> Int32 {
    let name = key.cutText(limit: 128)
    let value: [UInt8]?? = state.withLock { state in
      state.isKnown(instance, "state_get") ? .some(state.instances[instance]?.stored[name]) : .none
    }
    guard let value else { return C4A_STALE }
    return Self.copy(value, buffer, capacity, length)
  }

  func keep(_ instance: c4a_instance, _ cause: c4a_op, _ key: c4a_str, _ value: c4a_str) -> Int32 {
    guard key.len > 0, key.len <= 128, value.len <= 64 << 10 else { return C4A_TOO_LARGE }
    let name = key.cutText(limit: 128)
    let bytes = value.ptr == nil ? nil : ((try? value.bytes(limit: 64 << 10)).map { $0.map { Array($0) } ?? [] })
    return state.withLock { state in
      guard state.isKnown(instance, "state_set") else { return C4A_STALE }
      state.instances[instance]?.stored[name] = bytes
      return C4A_OK
    }
  }

  private static func copy(
    _ value: [UInt8]?, _ buffer: UnsafeMutablePointer<CChar>?, _ capacity: Int, _ length: UnsafeMutablePointer<Int>?
  ) -> Int32 {
    guard let length else { return C4A_INVALID }
    guard let value else {
      length.pointee = 0
      return C4A_NOT_FOUND
    }
    length.pointee = value.count
    guard value.count <= capacity, let buffer else { return C4A_BUFFER_TOO_SMALL }
    UnsafeMutableRawPointer(buffer).copyMemory(from: value, byteCount: value.count)
    if value.count < capacity { buffer[value.count] = 0 }
    return C4A_OK
  }

  func emit(_ instance: c4a_instance, _ cause: c4a_op, _ pointer: UnsafePointer<c4a_event>?) -> Int32 {
    let now = now(UInt32(C4A_CLOCK_REALTIME))
    let event: ConnectorEvent
    do throws(BorderError) {
      event = try EventReader.read(pointer, account: "", now: { now })
    } catch {
      state.withLock {
        $0.breach(.brokenStruct, "emit got an event without a size, or without what its kind needs, or too large a one")
      }
      return error.code
    }
    return state.withLock { state in
      guard state.isKnown(instance, "emit") else { return C4A_STALE }
      guard state.emitRefusal == C4A_OK else { return state.emitRefusal }
      state.say("an event's detail", (event.detail ?? "").utf8)
      state.say("an event's text", (event.text ?? "").utf8)
      state.say("an event's raw bytes", event.raw)
      for text in [event.eventID, event.chat, event.sender, event.senderName, event.remoteID, event.refID] {
        state.say("an event's field", (text ?? "").utf8)
      }
      for (key, value) in event.metadata { state.say("an event's metadata", "\(key)=\(value)".utf8) }
      guard cause != 0 else {
        state.events.append(event)
        return C4A_OK
      }
      guard state.operations[cause]?.kind == .onWebhookEvent, state.operations[cause]?.isOpen == true else {
        return C4A_STALE
      }
      state.operations[cause]?.events.append(event)
      return C4A_OK
    }
  }

  func complete(_ op: c4a_op, _ pointer: UnsafePointer<c4a_result>?) -> Int32 {
    guard let result = try? ResultReader.read(pointer) else {
      state.withLock { $0.breach(.brokenStruct, "complete got a result that is NULL, has no size or a broken list") }
      return C4A_INVALID
    }
    return end(op) { state, operation in
      state.say("a result's detail", result.detail.utf8)
      state.say("a result's remote_id", (result.remoteID ?? "").utf8)
      if operation.kind == .onWebhookEvent {
        guard result.code != C4A_OK else {
          state.breach(.wrongState, "a webhook request was ended with complete(C4A_OK); its success is respond()")
          return C4A_WRONG_STATE
        }
        operation.response = .init(status: result.resultClass == .permanent ? 500 : 503)
        operation.events = []
      }
      operation.result = result
      return C4A_OK
    }
  }

  func respond(_ op: c4a_op, _ pointer: UnsafePointer<c4a_webhook_response>?) -> Int32 {
    guard let response = try? ResultReader.read(pointer) else {
      state.withLock {
        $0.breach(.brokenStruct, "respond got a response that is NULL or has a status outside of 200 to 599")
      }
      return C4A_INVALID
    }
    return end(op) { state, operation in
      guard operation.kind == .onWebhookEvent else {
        state.breach(.wrongState, "respond was called for an operation of \(operation.kind.rawValue)")
        return C4A_WRONG_STATE
      }
      operation.response = response
      state.say("an answer's body", response.body)
      for header in response.headers { state.say("an answer's header", "\(header.name): \(header.value)".utf8) }
      return C4A_OK
    }
  }

  private func end(_ op: c4a_op, _ body: (inout BenchState, inout BenchOperation) -> Int32) -> Int32 {
    state.withLock { state in
      guard var operation = state.operations[op] else {
        state.breach(.unknownOperation, "a token was ended that never was an operation")
        return C4A_STALE
      }
      guard operation.isOpen else {
        state.breach(.endedTwice, "an operation of \(operation.kind.rawValue) was ended again")
        return C4A_STALE
      }
      if state.running != 0, state.running != operation.instance {
        state.breach(.otherInstance, "an operation of one instance was ended from within a call of another one")
      }
      let code = body(&state, &operation)
      state.operations[op] = operation
      if code == C4A_OK { state.endRequests(of: op) }
      return code
    }
  }

  func http(
    _ instance: c4a_instance, _ pointer: UnsafePointer<c4a_http_request>?, _ function: c4a_http_callback?,
    _ user: UnsafeMutableRawPointer?, _ token: UnsafeMutablePointer<c4a_op>?
  ) -> Int32 {
    guard let function else {
      state.withLock { $0.breach(.brokenRequest, "http got no function to call back") }
      return C4A_INVALID
    }
    let callback = BenchState.Callback(instance: instance, function: .http(function), user: user)
    let wish: HTTPRequestReader.Wish
    do throws(BorderError) {
      wish = try HTTPRequestReader.read(pointer, account: "")
    } catch {
      if error == .invalid {
        state.withLock {
          $0.breach(
            .brokenRequest,
            "http got a request that is NULL, or has no size, no method, no url, a broken list, or no cause for its file"
          )
        }
      }
      return error.code
    }
    let number: (UInt64, Int32) = state.withLock { state in
      guard state.isKnown(instance, "http") else { return (0, C4A_STALE) }
      guard state.httpRefusal == C4A_OK else { return (0, state.httpRefusal) }
      guard wish.cause == 0 || state.operations[wish.cause]?.isOpen == true else { return (0, C4A_STALE) }
      guard let (sent, isWhole) = state.withFiles(wish.request) else { return (0, C4A_STALE) }
      let number = state.token()
      let request = BenchRequest(token: number, instance: instance, cause: wish.cause, request: sent)
      if state.requests.count < 10_000 { state.requests.append(request) }
      switch isWhole ? state.answer(sent) : .outcome(.failure(.noAnswer, detail: "a file could not be read")) {
      case .held: state.held[number] = (request, callback)
      case .outcome(let outcome): state.due.append(.response(callback, state.stored(outcome, of: sent)))
      }
      return (number, C4A_OK)
    }
    if number.1 == C4A_OK { token?.pointee = number.0 }
    return number.1
  }

  func timer(
    _ instance: c4a_instance, _ delay: UInt64, _ function: c4a_callback?, _ user: UnsafeMutableRawPointer?,
    _ token: UnsafeMutablePointer<c4a_op>?
  ) -> Int32 {
    guard let function else { return C4A_INVALID }
    let callback = BenchState.Callback(instance: instance, function: .timer(function), user: user)
    let number: (UInt64, Int32) = state.withLock { state in
      guard state.isKnown(instance, "timer") else { return (0, C4A_STALE) }
      guard state.timerRefusal == C4A_OK else { return (0, state.timerRefusal) }
      guard state.timers.count < 10_000 else { return (0, C4A_RETRY) }
      let number = state.token()
      let due = state.clock + Int64(clamping: min(delay, 1 << 40)) * 1_000
      state.timers.append(.init(token: number, due: due, callback: callback))
      return (number, C4A_OK)
    }
    if number.1 == C4A_OK { token?.pointee = number.0 }
    return number.1
  }

  func post(_ instance: c4a_instance, _ function: c4a_callback?, _ user: UnsafeMutableRawPointer?) -> Int32 {
    guard let function else { return C4A_INVALID }
    let callback = BenchState.Callback(instance: instance, function: .timer(function), user: user)
    return state.withLock { state in
      // post() is the way back from elsewhere, so it may come while another instance runs.
      guard state.instances[instance]?.isAlive == true else {
        state.breach(.afterDestroy, "post was called for an instance that is not there")
        return C4A_STALE
      }
      guard state.postRefusal == C4A_OK else { return state.postRefusal }
      guard state.due.count < 10_000 else { return C4A_RETRY }
      state.due.append(.code(callback, C4A_OK))
      return C4A_OK
    }
  }

  func abort(_ token: c4a_op) -> Int32 {
    state.withLock { state in
      if let open = state.held.removeValue(forKey: token) {
        state.due.append(.response(open.callback, .failure(.cancelled, detail: "aborted")))
        return C4A_OK
      }
      guard let index = state.timers.firstIndex(where: { $0.token == token }) else { return C4A_STALE }
      let timer = state.timers.remove(at: index)
      state.due.append(.code(timer.callback, C4A_CANCELLED))
      return C4A_OK
    }
  }

  func readFile(
    _ file: c4a_file, _ offset: UInt64, _ buffer: UnsafeMutableRawPointer?, _ capacity: Int,
    _ length: UnsafeMutablePointer<Int>?
  ) -> Int32 {
    guard let length, let buffer else { return C4A_INVALID }
    length.pointee = 0
    guard let stored = state.withLock({ $0.files[file] }) else { return C4A_STALE }
    let start = Int(clamping: offset)
    guard start < stored.brokenFrom else { return C4A_RETRY }
    let bytes = stored.bytes.dropFirst(start).prefix(min(capacity, stored.mostAtOnce))
    buffer.copyMemory(from: Array(bytes), byteCount: bytes.count)
    length.pointee = bytes.count
    return C4A_OK
  }

  func metric(_ instance: c4a_instance, _ name: c4a_str, _ kind: UInt32, _ value: Double) -> Int32 {
    let text = name.cutText(limit: 1_024)
    return state.withLock { state in
      guard state.isKnown(instance, "metric") else { return C4A_STALE }
      state.say("a metric's name", text.utf8)
      return C4A_OK
    }
  }
}
