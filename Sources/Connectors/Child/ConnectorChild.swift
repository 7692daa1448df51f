import CChildProcess
import CConnectorABI
import Glibc
public import Logging

/// The other end of a supervised connector: a process that loads one connector, runs one instance of it, and has nothing
/// but the socket to its gateway and a board to write down what it is doing.
///
/// It runs the same `ConnectorInstance` as a gateway that hosts connectors itself, so the rules of the interface hold here
/// as there. It ends when its gateway does: at the end of the socket, together with all that the connector has started.
public struct ConnectorChild {
  /// Told before the library is loaded, with its path: what the process must not be able to do from then on is taken from
  /// it there. Throwing keeps the library from being loaded, with the error as the reason.
  private let prepare: (_ library: String, _ logger: Logger) throws -> Void

  public init(prepare: @escaping (_ library: String, _ logger: Logger) throws -> Void = { _, _ in }) {
    self.prepare = prepare
  }

  /// Does what the gateway says until it is over. Does not return: the process ends with 0 after an orderly end, and
  /// together with its group when the gateway is gone.
  public func run() -> Never {
    _ = c4a_close_from(C4A_CHILD_BOARD + 1)
    // A signal for the gateway's whole service must not end what the gateway still needs in order to stop.
    for ignored in [SIGTERM, SIGINT, SIGHUP, SIGPIPE] { signal(ignored, SIG_IGN) }
    // What is printed goes into the gateway's log line by line; the last line must not be lost in a crash.
    c4a_print_by_line()
    guard let board = CallBoard(descriptor: C4A_CHILD_BOARD) else { exit(64) }
    close(C4A_CHILD_BOARD)
    let session = ChildSession(link: FrameLink(socket: C4A_CHILD_SOCKET), board: board)
    session.link.send { ChildFrame.hello(FrameHello()).encode(into: &$0) }
    while true {
      let turn = session.link.turn()
      do throws(FrameError) {
        while let frame = try session.next() {
          if case .load(let request) = frame { try load(request, session) } else { try session.take(frame) }
        }
      } catch {
        leave()
      }
      session.http.endRefused()
      // The last frame has to be out, unless nobody reads it any more.
      if session.isOver, !session.link.flush() || session.link.waitingBytes == 0 { _exit(0) }
      if turn == .closed { leave() }
    }
  }

  /// The one place where the process changes from one of ours into one that runs somebody else's code.
  private func load(_ request: PluginRequest, _ session: ChildSession) throws(FrameError) {
    // Which library it is, is decided by whoever started the process; that need not be who says what it is to do.
    guard !session.isAskedToLoad else { throw FrameError(.invalid, "a second library") }
    session.isAskedToLoad = true
    do {
      try prepare(request.path, ChildLogHandler.logger(session.link, level: .info))
      let descriptor = try PluginLibrary.load(request)
      session.descriptor = descriptor
      session.link.send { ChildFrame.loaded(PluginDescription(descriptor)).encode(into: &$0) }
    } catch {
      // Without the path, which the gateway knows and puts in front.
      let prefix = PluginLibrary.unusable(request.path, "").message
      let reason = (error as? ConnectorHostError)?.message ?? "\(error)"
      let told = reason.hasPrefix(prefix) ? String(reason.dropFirst(prefix.count)) : reason
      session.link.send { ChildFrame.unusable(String(told.prefix(BorderLimits.detail))).encode(into: &$0) }
    }
  }

  private func leave() -> Never {
    // The group is its own, so this is the process and what the connector has started.
    if getpgrp() == getpid() { kill(0, SIGKILL) }
    _exit(0)
  }
}
