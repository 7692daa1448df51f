import CChildProcess
import Glibc

/// The board of a link, on which it writes what its gateway would read of the connector's process if that were here.
///
/// Until the other host says how its process has ended, everything that was handed to the link may have reached the
/// connector: so it stands on the board from the beginning, and holds however the link itself ends.
///
/// Safe to share: it is written by the link's one thread.
package final class LinkBoard: Sendable {
  /// The socket to the gateway.
  package static let gatewaySocket = C4A_CHILD_SOCKET

  private let board: CallBoard

  /// Nil in a process that no gateway started.
  package init?() {
    guard let board = CallBoard(descriptor: C4A_CHILD_BOARD) else { return nil }
    close(C4A_CHILD_BOARD)
    self.board = board
    c4a_board_store(&board.board.pointee.handed_over, .max)
    state(.dialling)
  }

  /// The other host runs the connector, from a library with this digest.
  package func linked(library: [UInt8]) {
    withUnsafeMutableBytes(of: &board.board.pointee.library) { $0.copyBytes(from: library.prefix($0.count)) }
    state(.linked)
  }

  package func leaving() {
    state(.leaving)
  }

  /// - Parameter reason: The host and what is wrong; no secret.
  package func failed(_ state: LinkState, _ reason: String) {
    withUnsafeMutableBytes(of: &board.board.pointee.link_reason) { bytes in
      // What is cut off leaves no half of a character.
      var text = Substring(reason)
      while text.utf8.count >= bytes.count { text.removeLast() }
      bytes.copyBytes(from: text.utf8)
      bytes[text.utf8.count] = 0
    }
    self.state(state)
  }

  /// Which call of the connector runs, so that the gateway sees one that hangs.
  package func runs(_ report: CallReport) {
    write(report)
  }

  /// What the connector's process had written down when it ended.
  package func ended(_ report: CallReport) {
    write(report)
    c4a_board_store(&board.board.pointee.handed_over, report.handedOver)
  }

  private func write(_ report: CallReport) {
    let began = report.call == 0 ? 0 : max(1, ConnectorClock.system.monotonic() &- Int64(clamping: report.runningFor))
    c4a_board_store(&board.board.pointee.running, report.running)
    c4a_board_store(&board.board.pointee.call_began_us, UInt64(max(0, began)))
    c4a_board_store(&board.board.pointee.call, report.call)
  }

  private func state(_ state: LinkState) {
    c4a_board_store(&board.board.pointee.link, state.rawValue)
  }
}
