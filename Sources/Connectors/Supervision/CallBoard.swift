import CChildProcess
import Glibc

/// Where a connector's process writes down which call it is about to make, in memory that its gateway shares: the only
/// witness of a crash.
///
/// The gateway believes it no more than frames: what stands there decides only about the account's own operations.
///
/// Safe to share: each field is read and written as a whole.
final class CallBoard: @unchecked Sendable {
  /// What the gateway reads.
  struct Reading: Equatable {
    /// The number of the operation whose call runs; 0 for none, or one of the host's own.
    var running: UInt64
    /// As the interface calls it; nil while none runs.
    var call: String?
    /// On the monotonic clock; 0 while none runs.
    var beganAt: Int64
    /// No send with a higher number has reached the connector.
    var handedOver: UInt64
  }

  static let names = [
    "", "create", "connect", "sendText", "onWebhookEvent", "health", "cancel", "disconnect", "callback",
    "http callback", "destroy", "editText", "deleteMessage", "react", "markRead", "typing", "sendFile",
  ]

  let board: UnsafeMutablePointer<c4a_board>

  /// Nil where the descriptor is none of a board.
  init?(descriptor: Int32) {
    guard let board = c4a_board_map(descriptor) else { return nil }
    self.board = board
  }

  deinit {
    c4a_board_unmap(board)
  }

  func begin(_ call: ConnectorCall, at time: Int64) {
    let number = call.number
    if case .send = call { c4a_board_store(&board.pointee.handed_over, max(number, board.pointee.handed_over)) }
    c4a_board_store(&board.pointee.running, number)
    c4a_board_store(&board.pointee.call_began_us, UInt64(max(1, time)))
    c4a_board_store(&board.pointee.call, UInt64(Self.names.firstIndex(of: call.name) ?? 0))
  }

  func end() {
    c4a_board_store(&board.pointee.call, 0)
    c4a_board_store(&board.pointee.call_began_us, 0)
    c4a_board_store(&board.pointee.running, 0)
  }

  /// The call that runs waits for something that is not the connector's.
  func pause() {
    c4a_board_store(&board.pointee.call_began_us, 0)
  }

  func resume(at time: Int64) {
    c4a_board_store(&board.pointee.call_began_us, UInt64(max(1, time)))
  }

  func read() -> Reading {
    let call = Int(clamping: c4a_board_load(&board.pointee.call))
    return Reading(
      running: c4a_board_load(&board.pointee.running),
      call: Self.names.indices.contains(call) && call > 0 ? Self.names[call] : nil,
      beganAt: Int64(clamping: c4a_board_load(&board.pointee.call_began_us)),
      handedOver: c4a_board_load(&board.pointee.handed_over))
  }
}

extension ConnectorCall {
  /// What the gateway calls the operation; 0 for one of the host's own.
  fileprivate var number: UInt64 {
    switch self {
    case .send(let operation), .webhook(let operation): operation.number
    default: 0
    }
  }
}
