import CConnectorABI

// The HTTP requests of a connector. They go through `services.http` and end on the instance's thread.
extension ConnectorInstance {
  /// As the cause has no deadline to go by, and no time-out was asked for.
  private static let defaultTimeout = Duration.seconds(30)

  func http(
    _ pointer: UnsafePointer<c4a_http_request>?, _ callback: c4a_http_callback?, _ user: UnsafeMutableRawPointer?,
    _ token: UnsafeMutablePointer<c4a_op>?
  ) -> Int32 {
    guard let callback else { return invalid() }
    guard let port = services.http else { return C4A_UNSUPPORTED }
    let wish: HTTPRequestReader.Wish
    do {
      wish = try HTTPRequestReader.read(pointer, account: account.name)
    } catch {
      if error != .unsupported { monitor.withLock { state.counters.invalid += 1 } }
      return error.code
    }
    var request = wish.request
    guard !request.storesResponse || port.storesResponses else { return C4A_UNSUPPORTED }
    request.allowedHosts = egressHosts
    monitor.lock()
    if let refusal = callbackRefusal(state.openRequests, limit: BorderLimits.requests) { return refusal }
    if request.storesResponse, state.files.count + state.openStoring >= BorderLimits.files {
      monitor.unlock()
      return C4A_RETRY
    }
    guard request.findFiles({ state.files[$0] }) else { return stale() }
    let bytes = request.bodyBytes
    if state.openRequestBytes > 0, state.openRequestBytes + bytes > BorderLimits.requestsTogether {
      monitor.unlock()
      return C4A_RETRY
    }
    var timeout = wish.timeout ?? Self.defaultTimeout
    if wish.cause != 0 {
      guard let cause = state.operations[wish.cause], cause.progress == .handedOver else { return stale() }
      // It ends with its cause, so there is no use in going on for longer.
      let rest = Duration.microseconds(max(0, cause.deadline &- clock.monotonic()))
      timeout = min(wish.timeout ?? rest, rest)
    }
    request.timeout = timeout
    let operation = nextToken()
    // Under the lock: what ends the request, from whatever side, comes after it is known here.
    let number = port.send(request) { [self] outcome in requestEnded(operation, outcome) }
    state.requests[operation] = HTTPCall(
      callback: callback, user: user, request: number, bytes: bytes, cause: wish.cause,
      storesResponse: request.storesResponse)
    state.openRequests += 1
    if request.storesResponse { state.openStoring += 1 }
    state.openRequestBytes += bytes
    state.operations[wish.cause]?.requests.append(operation)
    token?.pointee = operation
    monitor.unlock()
    return C4A_OK
  }

  /// What the port reports, unless the request was given up before.
  private func requestEnded(_ token: c4a_op, _ outcome: ConnectorHTTPOutcome) {
    monitor.lock()
    guard let call = state.requests.removeValue(forKey: token) else { return monitor.unlock() }
    state.calls.append(.response(call, outcome))
    unlockAndWake()
  }

  func performCallback(_ call: HTTPCall, _ outcome: ConnectorHTTPOutcome) {
    let file = monitor.withLock {
      state.openRequests -= 1
      state.openRequestBytes -= call.bytes
      if call.storesResponse { state.openStoring -= 1 }
      guard case .response(let response) = outcome, let file = response.file?.file else { return c4a_file(0) }
      return hold(file, for: call.cause)
    }
    arena.withResponse(outcome, file: file) { call.callback(call.user, $0) }
  }

  // MARK: Under the lock

  /// Gives a request up, its callback comes at once; false when there is none.
  func cancelRequest(_ token: c4a_op, because reason: String) -> Bool {
    guard let call = state.requests.removeValue(forKey: token) else { return false }
    services.http?.cancel(call.request)
    state.calls.append(.response(call, .failure(.cancelled, detail: reason)))
    return true
  }

  /// What an operation brought ends with it.
  func release(_ operation: Operation) {
    for request in operation.requests { _ = cancelRequest(request, because: "the operation it was for has ended") }
    operation.requests = []
    // The operation itself keeps them until it is let go of without the lock: to close a large file takes a while.
    for file in operation.files { state.files[file.token] = nil }
  }

  func cancelAllRequests() {
    for request in state.requests.keys.sorted() { _ = cancelRequest(request, because: "the account is shut down") }
  }
}
