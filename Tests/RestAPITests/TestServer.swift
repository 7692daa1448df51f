import Foundation
import Gateway
import JSON
import Logging
import Model
import NIOCore
import NIOPosix
import ServiceLifecycle
import Synchronization
import Telemetry
import Testing

@testable import RestAPI

/// A real server on a free port over the gateway in memory.
struct TestServer: Sendable {
  let gateway: FakeGateway
  let clock: TestClock
  let metrics: GatewayMetrics
  let tokens: TokenAuthority
  let edge: Edge
  let address: ListeningAddress
  /// A client with every scope that messages need, and admin.
  let client: ClientID
  let token: String
  private let shutdown: @Sendable () async -> Void

  /// Runs `body` against a server and stops it gracefully.
  static func run<Value: Sendable>(
    _ adjust: (inout RestConfiguration) -> Void = { _ in }, body: @Sendable @escaping (TestServer) async throws -> Value
  ) async throws -> Value {
    let clock = TestClock()
    let gateway = FakeGateway { clock.now }
    let tokens = try await TokenAuthority(keys: [SigningKey(id: "k1", secret: Array(repeating: 1, count: 32))])
    var configuration = RestConfiguration(port: 0)
    adjust(&configuration)
    let metrics = GatewayMetrics()
    let edge = Edge(
      gateway: gateway, tokens: tokens, configuration: configuration, metrics: metrics, time: clock.source)
    let client = gateway.addClient(scopes: [.messagesRead, .messagesWrite, .admin])
    let token = try await tokens.issue(to: client, scopes: [.messagesRead, .messagesWrite, .admin], at: clock.now)
    let (addresses, found) = AsyncStream<ListeningAddress>.makeStream()
    var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    logger.logLevel = .critical
    let group = ServiceGroup(
      configuration: .init(
        services: [RestServer(edge: edge, logger: logger) { found.yield($0) }], logger: logger))
    return try await withThrowingTaskGroup(of: Void.self) { tasks in
      tasks.addTask { try await group.run() }
      guard let address = await addresses.first(where: { _ in true }) else { throw CancellationError() }
      let server = TestServer(
        gateway: gateway, clock: clock, metrics: metrics, tokens: tokens, edge: edge, address: address, client: client,
        token: token, shutdown: { await group.triggerGracefulShutdown() })
      let result = await Result { try await body(server) }
      await group.triggerGracefulShutdown()
      try await tasks.waitForAll()
      return try result.get()
    }
  }

  func beginShutdown() async { await shutdown() }

  /// One request on a connection of its own.
  func request(
    _ method: String, _ path: String, json: String? = nil, headers: [String] = [], token: String? = nil,
    isAnonymous: Bool = false
  ) async throws -> TestResponse {
    var lines = ["\(method) \(path) HTTP/1.1", "Host: test", "Connection: close"] + headers
    if !isAnonymous { lines.append("Authorization: Bearer \(token ?? self.token)") }
    if json != nil, !headers.contains(where: { $0.lowercased().hasPrefix("content-type:") }) {
      lines.append("Content-Type: application/json")
    }
    if let json { lines.append("Content-Length: \(json.utf8.count)") }
    let text = lines.joined(separator: "\r\n") + "\r\n\r\n" + (json ?? "")
    return try await connect { connection async throws in
      try await connection.send(text)
      return try await connection.response(toHead: method == "HEAD")
    }
  }

  func connect<Value: Sendable>(_ body: @Sendable @escaping (TestConnection) async throws -> Value) async throws
    -> Value
  {
    let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .channelOption(ChannelOptions.allowRemoteHalfClosure, value: true)
      .connect(host: address.host, port: address.port) { channel in
        channel.eventLoop.makeCompletedFuture {
          try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
            wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
        }
      }
    return try await channel.executeThenClose { inbound, outbound in
      try await body(TestConnection(inbound: inbound, outbound: outbound))
    }
  }

  func conversation(_ members: [String] = ["ana", "bruno"]) async throws -> String {
    try await gateway.createConversation(
      CreateConversation(clientID: client, type: members.count == 2 ? .private : .group, members: members)
    ).conversationID.description
  }

  /// The text of a request that sends a message, for raw connections.
  func send(_ body: String, extra: String = "") -> String {
    "POST /v1/messages HTTP/1.1\r\nHost: test\r\nAuthorization: Bearer \(token)\r\nContent-Type: application/json\r\n"
      + "\(extra)Content-Length: \(body.utf8.count)\r\n\r\n\(body)"
  }

  func message(_ conversation: String, id: String, text: String = "Olá!") -> String {
    #"{"message_id":"\#(id)","conversation_id":"\#(conversation)","from":"ana","payload":{"type":"text","text":"\#(text)"}}"#
  }
}

extension Result where Failure == any Error {
  fileprivate init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}

/// The client's end of a connection, in bytes.
final class TestConnection: Sendable {
  private let outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>
  private let state: Mutex<State>

  // The iterator is not Sendable; one test reads from one connection at a time.
  private struct State: @unchecked Sendable {
    var iterator: NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator
    var buffer: [UInt8] = []
  }

  init(inbound: NIOAsyncChannelInboundStream<ByteBuffer>, outbound: NIOAsyncChannelOutboundWriter<ByteBuffer>) {
    self.outbound = outbound
    state = Mutex(State(iterator: inbound.makeAsyncIterator()))
  }

  func send(_ text: String) async throws {
    try await outbound.write(ByteBuffer(string: text))
  }

  func closeOutput() { outbound.finish() }

  /// The next answer; nil bytes before its end are an error.
  func response(toHead: Bool = false) async throws -> TestResponse {
    while true {
      if let response = state.withLock({ TestResponse.take(from: &$0.buffer, toHead: toHead) }) {
        if response.status == 100 { return response }
        return response
      }
      guard try await more() else { throw TestFailure.closed }
    }
  }

  /// Whether the peer closes without another byte.
  func isAtEnd() async throws -> Bool {
    guard state.withLock({ $0.buffer.isEmpty }) else { return false }
    do { return try await !more() } catch { return true }
  }

  private func more() async throws -> Bool {
    var taken = state.withLock { $0 }
    let next = try await taken.iterator.next()
    state.withLock { state in
      state.iterator = taken.iterator
      if let next { state.buffer += Array(buffer: next) }
    }
    return next != nil
  }
}

enum TestFailure: Error { case closed }

struct TestResponse: Sendable {
  var status: Int
  var headers: [(name: String, value: String)]
  var body: [UInt8]

  subscript(header: String) -> String? {
    headers.first { $0.name.lowercased() == header.lowercased() }?.value
  }

  var text: String { String(decoding: body, as: UTF8.self) }

  var json: JSONValue { (try? JSONParser.parse(body)) ?? .null }

  var code: String? { json["code"]?.stringValue }

  /// The pointers of the bad fields.
  var pointers: [String] { json["errors"]?.arrayValue?.compactMap { $0["pointer"]?.stringValue } ?? [] }

  static func take(from buffer: inout [UInt8], toHead: Bool) -> TestResponse? {
    guard let end = buffer.firstRange(of: Array("\r\n\r\n".utf8)) else { return nil }
    let lines = String(decoding: buffer[..<end.lowerBound], as: UTF8.self).components(separatedBy: "\r\n")
    let headers = lines.dropFirst().map { line in
      let colon = line.firstIndex(of: ":") ?? line.endIndex
      return (name: String(line[..<colon]), value: line[colon...].dropFirst().trimmingCharacters(in: .whitespaces))
    }
    var response = TestResponse(
      status: Int(lines[0].split(separator: " ")[1]) ?? 0, headers: headers, body: [])
    let length = toHead ? 0 : Int(response["Content-Length"] ?? "0") ?? 0
    guard buffer.count >= end.upperBound + length else { return nil }
    response.body = Array(buffer[end.upperBound..<(end.upperBound + length)])
    buffer.removeFirst(end.upperBound + length)
    return response
  }
}
