import CChildProcess

/// What a connector's process has written on its board, as it is told to a gateway on another host, which has another clock.
package struct CallReport: Sendable, Equatable {
  /// The number of the operation whose call runs; 0 for none, or one of the host's own.
  package var running: UInt64
  /// Which call runs, by its place among the names of calls; 0 for none.
  package var call: UInt64
  /// Since when it runs, in microseconds.
  package var runningFor: UInt64
  /// No send with a higher number has reached the connector.
  package var handedOver: UInt64

  package init(running: UInt64, call: UInt64, runningFor: UInt64, handedOver: UInt64) {
    self.running = running
    self.call = call
    self.runningFor = runningFor
    self.handedOver = handedOver
  }
}

extension CallBoard {
  /// - Parameter time: On the monotonic clock.
  func report(at time: Int64) -> CallReport {
    let call = c4a_board_load(&board.pointee.call)
    let began = Int64(clamping: c4a_board_load(&board.pointee.call_began_us))
    return CallReport(
      running: c4a_board_load(&board.pointee.running), call: call,
      runningFor: call == 0 || began == 0 ? 0 : UInt64(max(0, time &- began)),
      handedOver: c4a_board_load(&board.pointee.handed_over))
  }

  /// Nil where the process is no link.
  var linkReport: LinkReport? {
    guard let state = LinkState(rawValue: c4a_board_load(&board.pointee.link)) else { return nil }
    let reason = withUnsafeBytes(of: board.pointee.link_reason) {
      String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self)
    }
    return LinkReport(state: state, reason: reason, library: withUnsafeBytes(of: board.pointee.library, Array.init))
  }
}
