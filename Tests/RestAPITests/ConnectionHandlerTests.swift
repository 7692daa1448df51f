import Gateway
import Model
import NIOCore
import NIOEmbedded
import NIOHTTP1
import Synchronization
import Telemetry
import Testing

@testable import RestAPI

/// The connection handler in a channel without a network, whose clock the tests move.
struct ConnectionHandlerTests {
  /// A channel with the handler in it, and what the handler needs to know the token.
  private struct Setup {
    let channel: NIOAsyncTestingChannel
    let gateway: FakeGateway
    let conversation: String
    private let token: String

    init() async throws {
      let clock = TestClock()
      gateway = FakeGateway { clock.now }
      let client = gateway.addClient(scopes: [.messagesWrite])
      let tokens = try await TokenAuthority(keys: [SigningKey(id: "k", secret: Array(repeating: 1, count: 32))])
      token = "Bearer " + (try await tokens.issue(to: client, scopes: [.messagesWrite], at: clock.now))
      let configuration = RestConfiguration()
      let edge = Edge(
        gateway: gateway, tokens: tokens, configuration: configuration, metrics: GatewayMetrics(), time: clock.source)
      _ = try await edge.authenticator.authenticate(token)
      conversation = try await gateway.createConversation(
        CreateConversation(clientID: client, type: .private, members: ["ana", "bruno"])
      ).conversationID.description
      let shortWay = ShortWay(edge: edge, routes: RouteTable(edge.routes(), metrics: edge.metrics))
      channel = NIOAsyncTestingChannel()
      let channel = channel
      try await channel.testingEventLoop.executeInContext {
        try channel.pipeline.syncOperations.addHandlers([
          HTTPResponseEncoder(),
          ConnectionHandler(shortWay, limits: .init(configuration), now: channel.eventLoop.now),
        ])
      }
      try await channel.connect(to: SocketAddress(ipAddress: "127.0.0.1", port: 1)).get()
    }

    func send(_ id: String) async throws {
      let body = """
        {"message_id":"\(id)","conversation_id":"\(conversation)","from":"ana","payload":{"type":"text","text":"x"}}
        """
      let head = HTTPRequestHead(
        version: .http1_1, method: .POST, uri: "/v1/messages",
        headers: ["authorization": token, "content-type": "application/json"])
      try await channel.writeInbound(HTTPServerRequestPart.head(head))
      try await channel.writeInbound(HTTPServerRequestPart.body(ByteBuffer(string: body)))
      try await channel.writeInbound(HTTPServerRequestPart.end(nil))
    }

    /// The statuses of the answers that were written.
    func statuses() async throws -> [UInt] {
      var statuses: [UInt] = []
      while case .byteBuffer(let bytes)? = try await channel.readOutbound(as: IOData.self) {
        let words = String(buffer: bytes).split(separator: " ", maxSplits: 2)
        statuses.append(try #require(words.first == "HTTP/1.1" ? UInt(words[1]) : nil))
      }
      return statuses
    }

    func advance(by time: TimeAmount) async { await channel.testingEventLoop.advanceTime(by: time) }

    func quiesce() async throws {
      let channel = channel
      try await channel.testingEventLoop.executeInContext {
        channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent())
      }
    }
  }

  /// A send's completion, kept until the test calls it.
  private final class Completion: Sendable {
    private struct Kept: Sendable {
      var call: (@Sendable (Result<Void, GatewayError>) -> Void)?
    }

    private let kept = Mutex(Kept())

    func keep(_ call: @escaping @Sendable (Result<Void, GatewayError>) -> Void) { kept.withLock { $0.call = call } }

    func succeed() { kept.withLock { $0.call }?(.success(())) }
  }

  @Test func anIdleConnectionIsClosedAfterItsTime() async throws {
    let setup = try await Setup()
    await setup.advance(by: .seconds(59))
    try await setup.send("m1")
    #expect(try await setup.statuses() == [202])
    await setup.advance(by: .seconds(59))
    #expect(setup.channel.isActive)
    try await setup.send("m2")
    #expect(try await setup.statuses() == [202])
    await setup.advance(by: .seconds(59))
    #expect(setup.channel.isActive)
    await setup.advance(by: .seconds(2))
    #expect(!setup.channel.isActive)
  }

  @Test func aSendThatTakesLongIsNotIdle() async throws {
    let setup = try await Setup()
    let completion = Completion()
    setup.gateway.onSend { _, call in completion.keep(call) }
    try await setup.send("m1")
    try await setup.send("m2")
    await setup.advance(by: .minutes(10))
    #expect(setup.channel.isActive)
    #expect(try await setup.statuses() == [])
    setup.gateway.onSend(nil)
    completion.succeed()
    await setup.advance(by: .seconds(1))
    #expect(try await setup.statuses() == [202, 202])
    await setup.advance(by: .seconds(61))
    #expect(!setup.channel.isActive)
  }

  @Test func aRequestThatIsNotCompleteInTimeIsHandedOn() async throws {
    let setup = try await Setup()
    let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/healthz")
    try await setup.channel.writeInbound(HTTPServerRequestPart.head(head))
    await setup.advance(by: .seconds(29))
    await setup.advance(by: .seconds(2))
    await #expect(throws: RequestTimedOut.self) { try await setup.channel.throwIfErrorCaught() }
    #expect(setup.channel.isActive)
  }

  @Test func quiescingClosesWhenTheAnswerIsWritten() async throws {
    let idle = try await Setup()
    try await idle.quiesce()
    #expect(!idle.channel.isActive)

    let busy = try await Setup()
    let completion = Completion()
    busy.gateway.onSend { _, call in completion.keep(call) }
    try await busy.send("m")
    try await busy.quiesce()
    #expect(busy.channel.isActive)
    completion.succeed()
    await busy.advance(by: .seconds(0))
    #expect(try await busy.statuses() == [202])
    #expect(!busy.channel.isActive)
  }

  @Test func theOrdinaryWaysPartsPassUntouched() async throws {
    let setup = try await Setup()
    let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/healthz")
    try await setup.channel.writeInbound(HTTPServerRequestPart.head(head))
    try await setup.channel.writeInbound(HTTPServerRequestPart.end(nil))
    #expect(try await setup.channel.readInbound(as: HTTPServerRequestPart.self) == .head(head))
    #expect(try await setup.channel.readInbound(as: HTTPServerRequestPart.self) == .end(nil))
    // A send behind it goes the same way, so that the answers keep their order.
    try await setup.send("m")
    #expect(try await setup.channel.readInbound(as: HTTPServerRequestPart.self) != nil)
    #expect(setup.gateway.state.withLock { $0.sends.isEmpty })
  }
}
