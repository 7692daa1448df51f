import Connectors
import Logging
import NIOCore
import NIOSSL
import Synchronization

/// What all connections of a connector host share: places, certificates, the list of those that run, the log.
final class HostDesk: Sendable {
  private struct State {
    var admission: Admission
    var context: NIOSSLContext
    var sessions: [ObjectIdentifier: HostSession] = [:]
    var refusals: TokenBucket
  }

  let settings: ConnectorHostSettings
  let logger: Logger
  private let state: Mutex<State>

  /// - Throws: `LinkFault` where the certificates cannot be used.
  init(settings: ConnectorHostSettings, logger: Logger) throws {
    self.settings = settings
    self.logger = logger
    state = Mutex(
      State(
        admission: Admission(settings.limits), context: try settings.files.server(),
        // Whoever knocks at a port does not get to fill the log.
        refusals: TokenBucket(rate: 5, burst: 100, at: .now)))
  }

  var context: NIOSSLContext { state.withLock { $0.context } }

  /// Reads the certificates again, for the connections to come.
  func renewCertificates() {
    do {
      let context = try settings.files.server()
      state.withLock { $0.context = context }
      logger.notice("the certificates were read again")
    } catch {
      logger.error("the certificates stay as they are", metadata: ["error": "\(error)"])
    }
  }

  // MARK: Places

  func arrive(from address: String) -> Bool { state.withLock { $0.admission.arrive(from: address) } }

  func leave(from address: String) { state.withLock { $0.admission.leave(from: address) } }

  func refusal(of client: String) -> String? { state.withLock { $0.admission.refusal(of: client) } }

  func end(of client: String) { state.withLock { $0.admission.end(of: client) } }

  func logRefusal(_ reason: String, _ metadata: Logger.Metadata) {
    guard state.withLock({ $0.refusals.take(at: .now) }) == nil else { return }
    var metadata = metadata
    metadata["reason"] = "\(reason)"
    logger.warning("a client was refused", metadata: metadata)
  }

  // MARK: Those that run

  func add(_ session: HostSession) { state.withLock { $0.sessions[ObjectIdentifier(session)] = session } }

  func remove(_ session: HostSession) { state.withLock { $0.sessions[ObjectIdentifier(session)] = nil } }

  var sessions: [HostSession] { state.withLock { Array($0.sessions.values) } }

  /// Nobody gets a place any more.
  func close() { state.withLock { $0.admission.isClosing = true } }
}
