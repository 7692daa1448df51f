import Glibc
import Synchronization

@testable import Connectors

/// A process as a supervised connector sees it, of which the test is the other end.
///
/// Safe to share: `peer` is only read by the test.
final class FakeProcess: SupervisedProcess, @unchecked Sendable {
  struct Silence: Error, CustomStringConvertible {
    var description = "the gateway said nothing of that kind within five seconds"
  }

  private struct State {
    var ending: ChildEnding?
    var reading: CallBoard.Reading?
    var output: Int32?
  }

  let pid: Int32
  let endSignal: Int32
  let link: FrameLink
  /// The test's end.
  let peer: FrameLink
  /// What it prints is written here; -1 where nobody listens. To be closed by the test.
  let printer: Int32
  private let alarm: Int32
  private let state = Mutex(State())

  init(pid: Int32, prints: Bool) {
    var sockets: [Int32] = [-1, -1]
    var alarms: [Int32] = [-1, -1]
    let kind = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    precondition(socketpair(AF_UNIX, kind, 0, &sockets) == 0 && pipe(&alarms) == 0, "no descriptors")
    self.pid = pid
    link = FrameLink(socket: sockets[0])
    peer = FrameLink(socket: sockets[1])
    endSignal = alarms[0]
    alarm = alarms[1]
    var outputs: [Int32] = [-1, -1]
    precondition(!prints || pipe(&outputs) == 0, "no pipe")
    printer = outputs[1]
    if prints { state.withLock { $0.output = outputs[0] } }
  }

  deinit {
    close(endSignal)
    if state.withLock({ $0.ending == nil }) { close(alarm) }
  }

  // MARK: What the gateway asks

  var reading: CallBoard.Reading? { state.withLock(\.reading) }
  var residentBytes: UInt64? { 4_096 }

  func takeOutput() -> Int32? {
    state.withLock { state in
      defer { state.output = nil }
      return state.output
    }
  }

  func kill() { end(.killed(signal: SIGKILL)) }

  func reap() -> ChildEnding? { state.withLock(\.ending) }

  func end(after milliseconds: Int32) -> ChildEnding {
    kill()
    return state.withLock { $0.ending ?? .hung }
  }

  // MARK: What the test does

  func print(_ text: String) {
    let bytes = Array(text.utf8)
    precondition(Glibc.write(printer, bytes, bytes.count) == bytes.count, "it is not all printed")
  }

  func write(_ reading: CallBoard.Reading) {
    state.withLock { $0.reading = reading }
  }

  /// It ends, and what it has said before still counts.
  func crash(_ signal: Int32 = SIGSEGV, running: UInt64 = 0, call: String? = nil, handedOver: UInt64) {
    write(.init(running: running, call: call ?? (running == 0 ? nil : "sendText"), beganAt: 0, handedOver: handedOver))
    end(.killed(signal: signal), speaks: true)
  }

  /// - Parameter speaks: What was said before goes out; on the test's thread alone.
  private func end(_ ending: ChildEnding, speaks: Bool = false) {
    let isNew = state.withLock { state in
      defer { state.ending = state.ending ?? ending }
      return state.ending == nil
    }
    guard isNew else { return }
    close(alarm)
    if speaks { _ = peer.flush() }
    peer.close()
  }

  func say(_ frame: ChildFrame) {
    peer.send { frame.encode(into: &$0) }
    _ = peer.flush()
  }

  /// Bytes that are no frame.
  func sayNonsense() {
    peer.send { writer in
      writer.frame(0xEE) { $0.number(UInt64.max) }
    }
    _ = peer.flush()
  }

  func answer(_ number: UInt64, _ result: SendResult) { say(.ended(number, result)) }

  /// What has come, without waiting.
  func heard() throws -> [GatewayFrame] {
    var frames: [GatewayFrame] = []
    while peer.turn(microseconds: 0) == .received {
      while let frame = try read() { frames.append(frame) }
    }
    return frames
  }

  /// The next frame that is wanted; others are passed over.
  func next<Wanted>(_ wanted: (GatewayFrame) -> Wanted?) throws -> Wanted {
    let giveUp = ContinuousClock.now + .seconds(5)
    while ContinuousClock.now < giveUp {
      while let frame = try read() { if let found = wanted(frame) { return found } }
      if peer.turn(microseconds: 50_000) == .closed { throw Silence() }
    }
    throw Silence()
  }

  func nextSend() throws -> (number: UInt64, text: OutboundText) {
    try next { if case .send(let number, let text) = $0 { (number, text) } else { nil } }
  }

  func nextWebhook() throws -> UInt64 {
    try next { if case .webhook(let number, _) = $0 { number } else { nil } }
  }

  private func read() throws -> GatewayFrame? {
    try peer.next { (kind, reader) throws(FrameError) in try GatewayFrame(kind: kind, from: &reader, account: "one") }
  }
}
