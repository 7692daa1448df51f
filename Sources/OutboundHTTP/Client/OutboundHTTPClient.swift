import CCurl
public import Logging
public import ServiceLifecycle

#if canImport(Glibc)
  import Glibc
#endif

/// Makes HTTP requests: over connections that are kept, by HTTP/2 where the server speaks it, within limits of time, size
/// and number, and only to addresses that the request allows.
///
/// All requests share one thread. Requests wait until `run` is called; each completes exactly once.
public final class OutboundHTTPClient: Service, Sendable {
  private static let isInitialised = curl_global_init(Int(CURL_GLOBAL_ALL)) == CURLE_OK

  private let configuration: Configuration
  private let inbox: LoopInbox
  private let poller: Poller
  private let logger: Logger

  public init(configuration: Configuration = Configuration(), logger: Logger) {
    precondition(Self.isInitialised, "libcurl cannot be initialised")
    precondition(configuration.maxInFlight > 0 && configuration.maxPerHost > 0)
    self.configuration = configuration
    self.logger = logger
    poller = Poller()
    inbox = LoopInbox(poller: poller)
  }

  /// Carries requests out until graceful shutdown, which gives those under way a short time to end, or cancellation, which
  /// ends them at once. What has not ended by then fails with `stopped`, and so does what comes later.
  ///
  /// - Throws: `OutboundError` for a file of the configuration that cannot be read.
  public func run() async throws {
    for file in [
      configuration.caFile, configuration.clientCertificate?.certificateFile, configuration.clientCertificate?.keyFile,
    ].compactMap(\.self) where access(file, R_OK) != 0 {
      throw OutboundError(.tls, "the file \(file) cannot be read: \(String(cString: strerror(errno)))")
    }
    guard inbox.begin() else { throw OutboundError(.stopped, "the client was run before") }
    await withTaskCancellationHandler {
      await withGracefulShutdownHandler {
        await withCheckedContinuation { continuation in
          LoopThread.start(name: "c4a-http") { [configuration, inbox, poller] in
            TransferLoop(configuration: configuration, inbox: inbox, poller: poller).run()
            continuation.resume()
          }
        }
      } onGracefulShutdown: {
        self.inbox.stop(.graceful)
      }
    } onCancel: {
      self.inbox.stop(.atOnce)
    }
    logger.debug("the HTTP client has stopped")
  }

  /// Makes a request. Returns at once.
  ///
  /// - Parameter completion: called exactly once, never from within this call, on the loop's thread: all other requests
  ///   wait while it runs.
  @discardableResult
  public func send(
    _ request: OutboundRequest,
    completion: @escaping @Sendable (Result<OutboundResponse, OutboundError>) -> Void
  ) -> OutboundToken {
    let token = OutboundToken(number: inbox.nextToken())
    submit(request, token, completion)
    return token
  }

  /// Ends a request early: it completes soon, with `cancelled` unless it has ended meanwhile.
  public func cancel(_ token: OutboundToken) {
    inbox.cancel(token.number)
  }

  /// Makes a request and waits for its response. A cancelled task gives it up.
  public func send(_ request: OutboundRequest) async throws(OutboundError) -> OutboundResponse {
    let token = OutboundToken(number: inbox.nextToken())
    let result = await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        submit(request, token) { continuation.resume(returning: $0) }
        // A task that was cancelled before had nothing to cancel then.
        if Task.isCancelled { cancel(token) }
      }
    } onCancel: {
      cancel(token)
    }
    return try result.get()
  }

  /// Most of the work of preparing a request is done here, on the caller's thread: the loop's is everyone's.
  private func submit(_ request: OutboundRequest, _ token: OutboundToken, _ completion: @escaping Transfer.Completion) {
    let arrival: LoopInbox.Arrival
    do throws(OutboundError) {
      arrival = .transfer(
        Transfer(
          token: token.number, request: request, hop: try Hop(request), proxy: configuration.proxy,
          completion: completion))
    } catch {
      arrival = .refused(completion, error)
    }
    guard !inbox.add(arrival) else { return }
    LoopThread.start(name: "c4a-http-late") { completion(.failure(OutboundError(.stopped, "the client has stopped"))) }
  }
}
