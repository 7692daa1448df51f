import CConnectorABI

// The HTTP requests of a process.
extension SupervisedConnector {
  /// With the lock held.
  func begin(_ request: ConnectorHTTPRequest, _ number: UInt64, _ child: any SupervisedProcess) throws(FrameError) {
    guard let port = services.http, state.requests.count < BorderLimits.requests, state.requests[number] == nil else {
      throw FrameError(.invalid, "an HTTP request that cannot be")
    }
    var request = request
    if let refusal = refusal(&request) {
      child.link.send { GatewayFrame.httpEnded(number, refusal).encode(into: &$0) }
      return
    }
    request.allowedHosts = egressHosts
    // Under the lock: what ends the request, from whatever side, comes after it is known here.
    let sent = port.send(request) { [self] outcome in requestEnded(number, outcome, child) }
    state.requests[number] = (port: sent, bytes: request.bodyBytes, storesResponse: request.storesResponse)
    state.requestBytes += request.bodyBytes
  }

  /// Why a request is not made; nil when it is, with its files found. The host in the process has looked at the same, so
  /// it comes to this where that was tampered with, and where an operation has just ended here.
  private func refusal(_ request: inout ConnectorHTTPRequest) -> ConnectorHTTPOutcome? {
    let bytes = request.bodyBytes
    guard state.requestBytes == 0 || state.requestBytes + bytes <= BorderLimits.requestsTogether else {
      return .failure(.notSent, detail: "too much waits to be sent already")
    }
    guard request.findFiles({ state.files[$0] }) else {
      return .failure(.cancelled, detail: "the file that it sends is not there any more")
    }
    guard request.storesResponse else { return nil }
    guard services.http?.storesResponses == true else {
      return .failure(.forbidden, detail: "responses do not become files here")
    }
    // Those that the process has let go of, and those that it does not know of yet, may be here for a moment more.
    guard state.files.count + state.requests.values.count(where: \.storesResponse) < 2 * BorderLimits.files else {
      return .failure(.notSent, detail: "it has too many files already")
    }
    return nil
  }

  private func requestEnded(_ number: UInt64, _ outcome: ConnectorHTTPOutcome, _ child: any SupervisedProcess) {
    var outcome = outcome
    let isWanted = monitor.withLock {
      // The numbers of another process mean something else.
      guard state.life?.child === child else { return false }
      guard let request = state.requests.removeValue(forKey: number) else { return false }
      state.requestBytes -= request.bytes
      if case .response(var response) = outcome, let file = response.file?.file {
        response.file?.number = hold(file)
        outcome = .response(response)
      }
      return true
    }
    guard isWanted else { return }
    let isCrowded = child.link.waitingBytes > limits.unread
    let told =
      !isCrowded && child.link.send { GatewayFrame.httpEnded(number, outcome).encode(into: &$0) }
    guard !told else { return }
    if case .response(let response) = outcome, let file = response.file {
      monitor.lock()
      letGo(file.number)
      unlockAndWake()
    }
    let failure = ConnectorHTTPOutcome.failure(
      isCrowded ? .noAnswer : .tooLarge,
      detail: isCrowded ? "the connector reads too slowly" : "the answer is too large for the connector's process")
    child.link.send { GatewayFrame.httpEnded(number, failure).encode(into: &$0) }
  }
}
