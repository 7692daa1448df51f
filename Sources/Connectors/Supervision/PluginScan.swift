/// Asks a library what it is, in a process that may not survive it.
enum PluginScan {
  /// How long a process that has closed its socket may take to end by itself, in milliseconds.
  private static let farewell: Int32 = 1_000

  static func describe(
    _ request: PluginRequest, executable: String, confinement: [String] = [], within limit: Duration
  ) throws(ConnectorHostError) -> PluginDescription {
    try examine(request, executable: executable, confinement: confinement, within: limit).description
  }

  /// - Returns: What it says, and the digest of its file where another host has it.
  static func examine(
    _ request: PluginRequest, executable: String, confinement: [String] = [], within limit: Duration
  ) throws(ConnectorHostError) -> (description: PluginDescription, library: [UInt8]?) {
    let child: ChildProcess
    do throws(ChildProcess.StartFailure) {
      child = try ChildProcess(executable: executable, account: "scan", of: request, confinement: confinement)
    } catch {
      throw PluginLibrary.unusable(request.path, "there is no process to try it in: \(error.message)")
    }
    child.link.send { GatewayFrame.hello(FrameHello()).encode(into: &$0) }
    if request.remote == nil { child.link.send { GatewayFrame.load(request).encode(into: &$0) } }
    let limit = limit + (request.remote == nil ? .zero : HostingLimits.link)
    switch answer(of: child, within: limit) {
    case .success(let description):
      let library = child.linkReport?.library
      _ = child.end()
      return (description, library)
    case .failure(let fault):
      if let report = child.linkReport, let ending = report.ending {
        throw ConnectorHostError(
          code: report.state == .refused ? .hostRefuses : .hostUnreachable,
          message: "\(request.path) cannot be asked what it is: it \(ending.description)")
      }
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
