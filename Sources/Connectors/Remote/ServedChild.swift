import Glibc

/// A connector's process on this host that serves a gateway on another one: it is started, told its library, and ended
/// here, while its frames pass through unread.
package final class ServedChild: Sendable {
  package enum Ending: Sendable, Equatable {
    case exited(Int32)
    case killed(signal: Int32)
  }

  /// The digest of the library's file, by which a gateway sees that it has become another one.
  package let library: [UInt8]
  private let process: ChildProcess

  /// - Parameters:
  ///   - plugin: A short name; a path is refused.
  ///   - account: Shown in lists of processes.
  ///   - searchPath: The only folders in which the library is looked for.
  ///   - confinement: What the process is told on its command line about what it may do.
  package init(
    plugin: String, account: String, searchPath: [String], executable: String = "/proc/self/exe",
    confinement: [String]
  ) throws(ConnectorHostError) {
    guard PluginSearchPath.isShortName(plugin) else {
      throw ConnectorHostError(code: .pluginNotFound, message: "a plugin is asked for by its short name, like 'echo'")
    }
    let request = try PluginRequest(plugin, searchPath: searchPath)
    library = PluginFile.digest(of: request.path)
    do throws(ChildProcess.StartFailure) {
      process = try ChildProcess(executable: executable, label: account, confinement: confinement)
    } catch {
      throw PluginLibrary.unusable(request.path, error.message)
    }
    process.link.send { GatewayFrame.hello(FrameHello()).encode(into: &$0) }
    process.link.send { GatewayFrame.load(request).encode(into: &$0) }
    // Into an empty socket: it fits.
    _ = process.link.flush()
  }

  package var pid: Int32 { process.pid }

  /// The socket to the process, which does not block, for whoever moves its bytes; nil where there is no descriptor left.
  package func socket() -> Int32? { process.link.duplicate() }

  package var report: CallReport { process.board.report(at: ConnectorClock.system.monotonic()) }

  /// Has the process see the end of its gateway, at which it ends.
  package func hangUp() { process.link.close() }

  /// Waits until it has ended, and ends it where that takes longer than `milliseconds`. To be called once.
  package func end(after milliseconds: Int32) -> Ending {
    switch process.end(after: milliseconds) {
    case .killed(let signal): .killed(signal: signal)
    case .exited(let code): .exited(code)
    default: .killed(signal: SIGKILL)
    }
  }

  /// Has it ended, without anybody having been told?
  package var hasEnded: Bool {
    var poll = pollfd(fd: process.pidfd, events: Int16(POLLIN), revents: 0)
    return Glibc.poll(&poll, 1, 0) == 1
  }
}
