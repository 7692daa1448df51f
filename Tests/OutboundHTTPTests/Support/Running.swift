import Logging
import OutboundHTTP
import ServiceLifecycle
import Testing

/// Runs a client while `body` runs, and shuts it down gracefully afterwards.
func withClient(
  _ configuration: OutboundHTTPClient.Configuration = .init(),
  _ body: @escaping @Sendable (OutboundHTTPClient, WebServer) async throws -> Void
) async throws {
  let server = try WebServer.shared()
  var logger = Logger(label: "test")
  logger.logLevel = .critical
  let client = OutboundHTTPClient(configuration: configuration, logger: logger)
  let group = ServiceGroup(services: [client], logger: logger)
  try await withThrowingTaskGroup(of: Void.self) { tasks in
    tasks.addTask { try await group.run() }
    let result = await Result { () async throws in try await body(client, server) }
    await group.triggerGracefulShutdown()
    try await tasks.waitForAll()
    try result.get()
  }
}

extension Result where Failure == any Error, Success == Void {
  init(catching body: () async throws -> Void) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}

extension OutboundRequest {
  /// A request that may contact the tests' own server.
  static func test(_ url: String, method: String = "GET") -> OutboundRequest {
    OutboundRequest(method: method, url: url, addressPolicy: .loopback)
  }
}

extension AddressPolicy {
  static var loopback: AddressPolicy {
    guard let four = try? CIDR("127.0.0.0/8"), let six = try? CIDR("::1") else { return .publicOnly }
    return .publicAnd([four, six])
  }
}

/// The status that a request ends with; nil for an error.
func status(_ client: OutboundHTTPClient, _ request: OutboundRequest) async -> Int? {
  try? await client.send(request).status
}

/// The body that a request ends with; nil for an error.
func body(_ client: OutboundHTTPClient, _ request: OutboundRequest) async -> [UInt8]? {
  try? await client.send(request).body
}

/// The error that a request ends with.
func failure(_ client: OutboundHTTPClient, _ request: OutboundRequest) async -> OutboundError? {
  do throws(OutboundError) {
    _ = try await client.send(request)
    return nil
  } catch {
    return error
  }
}

/// Waits, by the clock, until something outside this process has come about.
func eventually(
  within limit: Duration = .seconds(15), at location: SourceLocation = #_sourceLocation,
  _ condition: () async throws -> Bool
) async throws {
  let deadline = ContinuousClock.now + limit
  while try await !condition() {
    try #require(ContinuousClock.now < deadline, "it did not come about", sourceLocation: location)
    try await Task.sleep(for: .milliseconds(5))
  }
}
