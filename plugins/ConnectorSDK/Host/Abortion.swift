import CConnectorABI
import Synchronization

/// Ties a task's cancellation to a timer or request of the host, in whichever order the two come.
final class Abortion: Sendable {
  private struct State {
    var token: c4a_op = 0
    var isCancelled = false
  }

  private let state = Mutex(State())
  private let table: HostTable

  init(_ table: HostTable) { self.table = table }

  var isCancelled: Bool { state.withLock(\.isCancelled) }

  func cancel() {
    let token = state.withLock { state in
      state.isCancelled = true
      return state.token
    }
    if token != 0 { _ = table.functions.abort?(token) }
  }

  /// The host has accepted it.
  func started(_ token: c4a_op) {
    let isCancelled = state.withLock { state in
      state.token = token
      return state.isCancelled
    }
    if isCancelled { _ = table.functions.abort?(token) }
  }
}
