public import Connectors
import Glibc
import NIOCore
import NIOPosix

/// The gateway's end of a link to a connector on another host: a process that a gateway has started in the place of the
/// connector's own.
///
/// It moves bytes between its gateway's socket and the host, mirrors what the connector's process writes down, and ends as
/// that has ended: with the same code, or by the same signal. Where there is no link, or no longer, its board says why.
public struct ConnectorLink {
  private let host: RemoteHost
  private let plugin: String
  private let account: String

  /// - Parameter plugin: A short name.
  public init(to host: RemoteHost, plugin: String, account: String) {
    self.host = host
    self.plugin = plugin
    self.account = account
  }

  /// Links until it is over. Does not return.
  public func run() -> Never {
    // A signal for the gateway's whole service must not end what the gateway still needs in order to stop.
    for ignored in [SIGTERM, SIGINT, SIGHUP, SIGPIPE] { signal(ignored, SIG_IGN) }
    // It may end itself by the signal that ended the connector, which is no fault of its own to be looked at.
    var none = rlimit(rlim_cur: 0, rlim_max: 0)
    setrlimit(__rlimit_resource_t(RLIMIT_CORE.rawValue), &none)
    guard let board = LinkBoard() else { exit(64) }
    let session = GatewayEnd(board: board, host: host, plugin: plugin, account: account)
    do {
      let files = TLSFiles(certificate: host.certificate, key: host.key, authority: host.authority)
      let context = try files.client()
      let loop = MultiThreadedEventLoopGroup(numberOfThreads: 1).next()
      loop.execute { session.begin(on: loop, context: context) }
    } catch {
      board.failed(.unreachable, "\(host.address): \(error)")
      _exit(1)
    }
    while true { pause() }
  }
}
