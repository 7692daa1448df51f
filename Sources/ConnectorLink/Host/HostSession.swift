import Connectors
import Crypto
import Logging
import NIOCore
import NIOPosix
import NIOSSL

/// One connection to a connector host, from its handshake to the end of the connector that it was about.
///
/// Safe to share: it belongs to its connection's event loop; whoever else has it asks for `leave` or `abandon`.
final class HostSession: @unchecked Sendable {
  private enum Phase {
    /// Not yet known who it is and what it wants.
    case opening
    /// The connector's process is being started.
    case starting
    case running(ServedChild, Relay)
    /// The process ends, or has ended.
    case over
  }

  private let desk: HostDesk
  private let channel: any Channel
  private let peer: String
  private let from: String
  private var phase = Phase.opening
  /// The first bytes of its certificate's SHA-256, in hexadecimal digits.
  private var client = ""
  /// For whom the connector is; `scan` where its library is only to be described.
  private var account = ""
  private var logger: Logger
  private var heardAt = NIODeadline.now()
  private var beat: RepeatedTask?
  /// Whether the gateway was told of a call that runs.
  private var hasToldCall = false
  /// Times that the process was seen to have ended while its socket was open.
  private var timesSeenEnded = 0

  init(desk: HostDesk, channel: any Channel) {
    self.desk = desk
    self.channel = channel
    from = channel.remoteAddress?.ipAddress ?? "unknown"
    peer = channel.remoteAddress.map { "\($0.ipAddress ?? ""):\($0.port ?? 0)" } ?? "unknown"
    logger = desk.logger
    logger[metadataKey: "peer"] = "\(peer)"
  }

  /// The connection is there; false where there is no place for it.
  func begin() -> Bool {
    guard desk.arrive(from: from) else {
      phase = .over
      desk.logRefusal("there are too many connections that have not said who they are", ["peer": "\(peer)"])
      return false
    }
    channel.eventLoop.scheduleTask(in: LinkProtocol.opening) { [self] in
      guard case .opening = phase else { return }
      refuse("it did not say who it is and what it wants in time", tells: false)
    }
    return true
  }

  func handshakeCompleted(speaks name: String?, certificate: NIOSSLCertificate?) {
    guard name == LinkProtocol.name, let der = try? certificate?.toDERBytes() else {
      return refuse("it speaks another protocol", tells: false)
    }
    client = SHA256.hash(data: der).prefix(8).hexadecimal
    logger[metadataKey: "client"] = "\(client)"
  }

  func take(_ record: LinkRecord) {
    heardAt = .now()
    switch (phase, record) {
    case (.opening, .open(let plugin, let account)): open(plugin, account)
    case (.running(_, let relay), .data(let bytes)): relay.fromLink(bytes)
    case (_, .alive), (.over, _): break
    default: failed(LinkFault("a record at the wrong time"))
    }
  }

  func failed(_ error: any Error) {
    switch phase {
    case .opening: refuse(TLSProblem.text(error), tells: false)
    case .starting, .running: hangUp(TLSProblem.text(error))
    case .over: channel.close(promise: nil)
    }
  }

  func closed() {
    switch phase {
    case .opening: refuse("it closed the connection before it said what it wants", tells: false)
    case .starting, .running: hangUp("the connection was closed")
    case .over: break
    }
    beat?.cancel()
    desk.remove(self)
  }

  func writabilityChanged() {
    if case .running(_, let relay) = phase { relay.balance() }
  }

  // MARK: The connector

  private func open(_ plugin: String, _ account: String) {
    self.account = account
    logger[metadataKey: "plugin"] = "\(plugin)"
    logger[metadataKey: "channel_account"] = "\(account)"
    guard PluginSearchPath.isShortName(plugin), PluginSearchPath.isShortName(account) else {
      logger[metadataKey: "plugin"] = nil
      logger[metadataKey: "channel_account"] = nil
      return refuse("a plugin is asked for by its short name, like 'echo'", tells: true)
    }
    if let refusal = desk.refusal(of: client) { return refuse(refusal, tells: true) }
    desk.leave(from: from)
    desk.add(self)
    phase = .starting
    let settings = desk.settings
    OperatingSystemThread.start(name: "c4a-start") { [self] in
      let result: Result<ServedChild, ConnectorHostError>
      do throws(ConnectorHostError) {
        result = .success(
          try ServedChild(
            plugin: plugin, account: account, searchPath: settings.searchPath, confinement: settings.confinement))
      } catch {
        result = .failure(error)
      }
      channel.eventLoop.execute { self.started(result) }
    }
  }

  private func started(_ result: Result<ServedChild, ConnectorHostError>) {
    switch (phase, result) {
    case (.starting, .failure(let error)):
      phase = .over
      desk.end(of: client)
      say(.refused(error.message), refused: error.message)
    case (.starting, .success(let child)):
      guard let socket = child.socket() else {
        finish(child, after: 0)
        return say(.refused("the host has no descriptors left"), refused: "the host has no descriptors left")
      }
      run(child, socket)
    case (_, .success(let child)):
      // The client went away meanwhile.
      finish(child, after: 0)
    case (_, .failure):
      desk.end(of: client)
    }
  }

  private func run(_ child: ServedChild, _ socket: Int32) {
    ClientBootstrap(group: channel.eventLoop)
      .channelOption(.autoRead, value: false)
      .channelOption(.writeBufferWaterMark, value: LinkProtocol.waterMark)
      .channelInitializer { [self] local in
        local.eventLoop.makeCompletedFuture {
          try local.pipeline.syncOperations.addHandler(
            SocketHandler(
              received: { [weak self] in self?.fromChild($0) },
              writabilityChanged: { [weak self] in self?.writabilityChanged() },
              closed: { [weak self] in self?.childEnded(child) }))
        }
      }
      .withConnectedSocket(socket)
      .whenComplete { [self] result in
        guard case .starting = phase else { return finish(child, after: 0) }
        do {
          let relay = try Relay(socket: try result.get(), link: channel)
          phase = .running(child, relay)
          // What asks a library what it is comes and goes.
          logger.log(
            level: account == "scan" ? .debug : .info, "a connector was started", metadata: ["pid": "\(child.pid)"])
          write(.accepted(library: child.library))
          relay.balance()
          beat = channel.eventLoop.scheduleRepeatedTask(initialDelay: .zero, delay: .milliseconds(250)) {
            [weak self] _ in self?.look()
          }
        } catch {
          finish(child, after: 0)
          say(.refused("the host cannot talk to its process"), refused: "\(error)")
        }
      }
  }

  private func fromChild(_ bytes: ByteBuffer) {
    if case .running(_, let relay) = phase { relay.fromSocket(bytes) }
  }

  /// Four times a second.
  private func look() {
    guard case .running(let child, _) = phase else { return }
    if NIODeadline.now() - heardAt > LinkProtocol.hostSilence {
      return hangUp("it has not been heard of for \(LinkProtocol.hostSilence.nanoseconds / 1_000_000_000) s")
    }
    // While the gateway takes nothing, nothing is read from the connector either.
    guard channel.isWritable else { return }
    // What it had said is read by then; something else must be holding its socket open.
    timesSeenEnded += child.hasEnded ? 1 : 0
    if timesSeenEnded > 8 { return childEnded(child) }
    let report = child.report
    let isLong = report.runningFor > 500_000
    if isLong || hasToldCall { write(.call(report)) } else { write(.alive) }
    hasToldCall = isLong
  }

  /// The connector's process has closed its socket, or is gone: what it had said before is on its way already.
  private func childEnded(_ child: ServedChild) {
    guard case .running = phase else { return }
    finish(child, after: 1_000) { [self] ending in
      logger.info("a connector has ended", metadata: ["ending": "\(ending)"])
      write(.ended(ending, child.report)).whenComplete { _ in self.closeSoon() }
      // A gateway that does not read it is not waited for.
      closeSoon(after: LinkProtocol.hostSilence)
    }
  }

  /// Ends the connector, whose gateway is gone.
  private func hangUp(_ reason: String) {
    if account == "scan" {
      logger.debug("a library was described")
    } else {
      logger.notice("a connector's gateway is gone", metadata: ["reason": "\(reason)"])
    }
    if case .running(let child, _) = phase { finish(child, after: 1_000) } else { phase = .over }
    channel.close(promise: nil)
  }

  /// Waits for the process's end elsewhere, and gives its place back.
  private func finish(
    _ child: ServedChild, after milliseconds: Int32, _ then: @escaping @Sendable (ServedChild.Ending) -> Void = { _ in }
  ) {
    phase = .over
    child.hangUp()
    OperatingSystemThread.start(name: "c4a-end") { [self] in
      let ending = child.end(after: milliseconds)
      desk.end(of: client)
      channel.eventLoop.execute { then(ending) }
    }
  }

  // MARK: The end

  /// The host is being stopped: the gateway lets the connector finish.
  func leave() {
    channel.eventLoop.execute { [self] in
      if case .running = phase { write(.leaving) } else { channel.close(promise: nil) }
    }
  }

  /// The host does not wait any longer.
  func abandon() {
    channel.eventLoop.execute { [self] in
      if case .running = phase { hangUp("the host stops, and it did not let go in time") }
    }
  }

  private func refuse(_ reason: String, tells: Bool) {
    phase = .over
    desk.leave(from: from)
    if tells { say(.refused(reason), refused: reason) } else { say(nil, refused: reason) }
  }

  private func say(_ record: LinkRecord?, refused reason: String) {
    var metadata: Logger.Metadata = ["peer": "\(peer)"]
    for key in ["client", "plugin", "channel_account"] { metadata[key] = logger[metadataKey: key] }
    desk.logRefusal(reason, metadata)
    guard let record else { return channel.close(promise: nil) }
    write(record)
    closeSoon()
  }

  @discardableResult
  private func write(_ record: LinkRecord) -> EventLoopFuture<Void> {
    var buffer = channel.allocator.buffer(capacity: 128)
    record.write(into: &buffer)
    return channel.writeAndFlush(buffer)
  }

  /// The other side closes when it has read the last record; one that does not is not waited for.
  private func closeSoon(after time: TimeAmount = LinkProtocol.farewell) {
    let channel = channel
    channel.eventLoop.scheduleTask(in: time) { channel.close(promise: nil) }
  }
}
