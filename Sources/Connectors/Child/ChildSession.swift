import CConnectorABI
import JSON
import Logging

/// What a connector's process is in the middle of.
///
/// Safe to share: `isAskedToLoad`, `descriptor`, `instance`, `tokens` and `isOver` are touched by the thread that reads
/// from the gateway alone, besides what `ended` guards.
final class ChildSession: @unchecked Sendable {
  let link: FrameLink
  let board: CallBoard
  let http: ChildHTTP
  private let files: ChildFiles
  /// Only one library is loaded, whether that works or not.
  var isAskedToLoad = false
  /// Set when the library is loaded.
  var descriptor: ConnectorDescriptor?
  private var instance: ConnectorInstance?
  private let ticker = Ticker()
  private let monitor = Monitor()
  /// Sends that the instance has, from the gateway's numbers to its own. Guarded by `monitor`.
  private var tokens: [UInt64: c4a_op] = [:]
  private var hasStopped = false
  private var toldHealth: ConnectorHealth?

  init(link: FrameLink, board: CallBoard) {
    self.link = link
    self.board = board
    files = ChildFiles(link: link)
    http = ChildHTTP(link: link, files: files)
  }

  /// The instance is freed, and the gateway told.
  var isOver: Bool { monitor.withLock { hasStopped } }

  func next() throws(FrameError) -> GatewayFrame? {
    try link.next { (kind, reader) throws(FrameError) in
      try GatewayFrame(kind: kind, from: &reader, account: self.instance?.account.name ?? "")
    }
  }

  func take(_ frame: GatewayFrame) throws(FrameError) {
    switch frame {
    case .hello(let hello): link.agree(hello)
    case .start(let assignment): try start(assignment)
    case .connect: instance?.connect()
    case .send(let number, let message): try send(number, message)
    case .sendFile(let number, let file): try sendFile(number, file)
    case .filePiece(let number, let answer): files.answered(number, answer)
    case .change(let number, let change): try self.change(number, change)
    case .webhook(let number, let request): try webhook(number, request)
    case .cancel(let number): if let token = monitor.withLock({ tokens[number] }) { instance?.cancel(token) }
    case .httpEnded(let number, let outcome): http.ended(number, outcome)
    case .stateStored(let change): instance?.stateStored(change)
    case .stop(let time): stop(time)
    case .ping(let number):
      link.send { ChildFrame.pong(number).encode(into: &$0) }
      tellHealth(always: true)
    case .load: throw FrameError(.invalid, "a library at the wrong time")
    }
  }

  private func start(_ assignment: ChildAssignment) throws(FrameError) {
    guard let descriptor, instance == nil else { throw FrameError(.invalid, "a start at the wrong time") }
    var configuration = ChannelAccountConfiguration(name: assignment.account, plugin: "")
    for member in assignment.settings.members { configuration.settings[member.key] = member.value }
    configuration.limits.maxInFlight = assignment.maxInFlight
    configuration.limits.maxQueuedEvents = assignment.maxQueuedEvents
    let account = ChannelAccount(
      name: assignment.account, channel: descriptor.channel, displayName: descriptor.displayName, pluginPath: "",
      version: descriptor.version, capabilities: descriptor.capabilities, configuration: configuration)
    let link = link
    let instance = ConnectorInstance(
      token: InstanceRegistry.nextToken(), account: account, functions: descriptor.functions,
      operations: descriptor.operations, egressHosts: [],
      clock: .system, limits: assignment.callLimits, logger: ChildLogHandler.logger(link, level: assignment.logLevel),
      board: board,
      eventSink: { events in
        for event in events {
          link.waitForRoom()
          link.send { ChildFrame.event(event).encode(into: &$0) }
        }
      },
      metricSink: { metric in
        guard link.waitingBytes < FrameLink.highWater else { return }
        link.send { ChildFrame.metric(metric).encode(into: &$0) }
      })
    self.instance = instance
    var services = ConnectorServices()
    http.storesResponses = assignment.hasFiles
    if assignment.hasHTTP { services.http = http }
    if assignment.hasState { services.state = ChildState(link: link) }
    ticker.start { [weak self] in self?.tick() }
    instance.start(services: services, kept: assignment.kept, connects: assignment.connects) { result in
      link.send { ChildFrame.created(result).encode(into: &$0) }
    }
  }

  private func send(_ number: UInt64, _ message: OutboundText) throws(FrameError) {
    guard let instance else { throw FrameError(.invalid, "a send before the start") }
    var message = message
    message.operationID = number
    begin(number) { [message] in instance.send(message, completion: $0) }
  }

  private func sendFile(_ number: UInt64, _ file: OutboundFile) throws(FrameError) {
    guard let instance else { throw FrameError(.invalid, "a file before the start") }
    var file = file
    file.message.operationID = number
    file.file = files.found(file.file)
    begin(number) { [file] in instance.sendFile(file, completion: $0) }
  }

  private func change(_ number: UInt64, _ change: OutboundChange) throws(FrameError) {
    guard let instance else { throw FrameError(.invalid, "a change before the start") }
    var change = change
    change.operationID = number
    begin(number) { [change] in instance.change(change, completion: $0) }
  }

  private func begin(_ number: UInt64, _ start: (@escaping @Sendable (SendResult) -> Void) -> c4a_op) {
    // The completion may come before the token is known here; it waits for the lock.
    monitor.withLock {
      tokens[number] = start { [self] result in
        monitor.withLock { tokens[number] = nil }
        link.send { ChildFrame.ended(number, result).encode(into: &$0) }
      }
    }
  }

  private func webhook(_ number: UInt64, _ request: WebhookRequest) throws(FrameError) {
    guard let instance else { throw FrameError(.invalid, "a webhook before the start") }
    var request = request
    request.operationID = number
    instance.webhook(request) { [link] outcome in
      guard !link.send({ ChildFrame.answered(number, outcome).encode(into: &$0) }) else { return }
      let refusal = WebhookOutcome.refused(500, "what the connector made of it is too large for one frame")
      link.send { ChildFrame.answered(number, refusal).encode(into: &$0) }
    }
  }

  private func stop(_ time: Duration) {
    guard let instance else { return ended() }
    instance.stop(within: time) { [self] in ended() }
  }

  private func ended() {
    link.send { ChildFrame.stopped.encode(into: &$0) }
    monitor.withLock { hasStopped = true }
    link.wake()
  }

  // MARK: What is looked after

  private func tick() {
    instance?.tick()
    tellHealth(always: false)
  }

  /// Tells how the connector is when that has changed, or together with an answer.
  private func tellHealth(always: Bool) {
    guard let health = instance?.health() else { return }
    let isNews = monitor.withLock {
      defer { toldHealth = health }
      return toldHealth?.status != health.status || toldHealth?.detail != health.detail
    }
    if always || isNews { link.send { ChildFrame.health(health).encode(into: &$0) } }
  }
}
