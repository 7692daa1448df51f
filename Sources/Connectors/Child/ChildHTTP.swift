import Synchronization

/// Has the gateway make the connector's HTTP requests.
final class ChildHTTP: ConnectorHTTPPort {
  private struct State {
    var lastNumber: UInt64 = 0
    var open: [UInt64: @Sendable (ConnectorHTTPOutcome) -> Void] = [:]
    /// Those that the gateway was not asked for.
    var refused: [UInt64] = []
    var storesResponses = false
  }

  /// Bytes that may wait to be written; beyond it requests are refused.
  private static let maxWaitingBytes = 64 << 20

  private let link: FrameLink
  private let files: ChildFiles
  private let state = Mutex(State())

  init(link: FrameLink, files: ChildFiles) {
    self.link = link
    self.files = files
  }

  /// As the gateway says at the start.
  var storesResponses: Bool {
    get { state.withLock(\.storesResponses) }
    set { state.withLock { $0.storesResponses = newValue } }
  }

  func send(
    _ request: ConnectorHTTPRequest, completion: @escaping @Sendable (ConnectorHTTPOutcome) -> Void
  ) -> UInt64 {
    let number = state.withLock { state in
      state.lastNumber += 1
      state.open[state.lastNumber] = completion
      return state.lastNumber
    }
    let isSent =
      link.waitingBytes < Self.maxWaitingBytes
      && link.send { ChildFrame.http(number, request).encode(into: &$0) }
    if !isSent {
      state.withLock { $0.refused.append(number) }
      link.wake()
    }
    return number
  }

  func cancel(_ request: UInt64) {
    link.send { ChildFrame.httpCancel(request).encode(into: &$0) }
  }

  /// The gateway tells how a request has ended.
  func ended(_ number: UInt64, _ outcome: ConnectorHTTPOutcome) {
    var outcome = outcome
    if case .response(var response) = outcome, let file = response.file {
      // Also where nobody waits for it any more: letting go of it tells the gateway.
      response.file = files.found(file)
      outcome = .response(response)
    }
    state.withLock { $0.open.removeValue(forKey: number) }?(outcome)
  }

  /// Ends the requests that were not made, which must not happen while they are asked for.
  func endRefused() {
    let refused = state.withLock { state in
      defer { state.refused = [] }
      return state.refused
    }
    for number in refused { ended(number, .failure(.notSent, detail: "the gateway has no room for the request")) }
  }
}
