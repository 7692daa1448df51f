/// Asks a library what it is, in a process that may not survive it.
enum PluginScan {
  /// How long a process that has closed its socket may take to end by itself, in milliseconds.
  private static let farewell: Int32 = 1_000

  static func describe(
    _ request: PluginRequest, executable: String, confinement: [String] = [], within limit: Duration
  ) throws(ConnectorHostError) -> PluginDescription {
    let child: ChildProcess
    do throws(ChildProcess.StartFailure) {
      child = try ChildProcess(executable: executable, label: "scan", confinement: confinement)
    } catch {
      throw PluginLibrary.unusable(request.path, "there is no process to try it in: \(error.message)")
    }
    child.link.send { GatewayFrame.hello(FrameHello()).encode(into: &$0) }
    child.link.send { GatewayFrame.load(request).encode(into: &$0) }
    switch answer(of: child, within: limit) {
    case .success(let description):
      _ = child.end()
      return description
    case .failure(let fault):
      throw PluginLibrary.unusable(request.path, fault.message)
    }
  }

  private static func answer(of child: ChildProcess, within limit: Duration) -> Result<PluginDescription, PluginFault> {
    let clock = ConnectorClock.system
    let end = clock.monotonic() &+ limit.microseconds
    while true {
      let left = end &- clock.monotonic()
      guard left > 0 else {
        _ = child.end()
        return .failure(PluginFault("it did not load within \(limit.components.seconds) s"))
      }
      let turn = child.link.turn(microseconds: left)
      do throws(FrameError) {
        while let frame = try child.link.next(read) {
          switch frame {
          case .hello(let hello):
            child.link.agree(hello)
          case .loaded(let description):
            return .success(description)
          case .unusable(let reason):
            _ = child.end()
            return .failure(PluginFault(reason))
          default:
            break
          }
        }
      } catch {
        _ = child.end()
        return .failure(PluginFault("its process broke the protocol: \(error.message)"))
      }
      if turn == .closed {
        return .failure(PluginFault("loading it crashes: its process \(child.end(after: farewell).description)"))
      }
    }
  }

  private static func read(_ kind: UInt8, _ reader: inout FrameReader) throws(FrameError) -> ChildFrame {
    try ChildFrame(kind: kind, from: &reader, account: "")
  }
}
