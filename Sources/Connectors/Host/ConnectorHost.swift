import CConnectorABI
public import Logging
import Synchronization

/// Runs the connectors of all channel accounts: each in a process of its own, or, where the account says so, in this one.
///
/// Each account has a thread of its own, on which everything of its connector happens one after the other; a connector
/// that hangs delays nobody else. Sends return at once and complete exactly once. A started host has to be shut down: its
/// threads do not end by themselves.
public final class ConnectorHost: Sendable {
  struct Loaded {
    var hasLoaded = false
    var hasStarted = false
    var isEnding = false
    var isReloading = false
    var services = ConnectorServices()
    /// In the order of the configuration.
    var seats: [Seat] = []
    var byName: [String: any HostedConnector] = [:]
    /// By the number in their tokens; those that are being stopped as well.
    var byNumber: [UInt64: any HostedConnector] = [:]

    mutating func take(_ seats: [Seat]) {
      self.seats = seats
      byName = Dictionary(uniqueKeysWithValues: seats.map { ($0.found.account.name, $0.connector) })
      for seat in seats { byNumber[seat.connector.token >> InstanceRegistry.serialBits] = seat.connector }
    }
  }

  /// An account with its connector.
  struct Seat {
    var found: AccountLoader.Found
    var connector: any HostedConnector
  }

  private let configurations: [ChannelAccountConfiguration]
  let loader: AccountLoader
  private let logger: Logger
  private let clock: ConnectorClock
  private let limits: CallLimits
  private let metricSink: @Sendable (ConnectorMetric) -> Void
  private let eventSink: @Sendable ([ConnectorEvent]) -> Void
  let loaded = Mutex(Loaded())
  private let ticker: Ticker

  /// - Parameters:
  ///   - searchPath: the folders in which plugins' short names are looked for; see `PluginSearchPath`.
  ///   - descriptions: a folder where it is kept what connectors on other hosts say about themselves, so that a start does
  ///     not depend on those hosts; nil keeps nothing.
  ///   - childExecutable: what is run as `connector-child` for accounts with a process of their own.
  ///   - eventSink: receives what connectors report by themselves, in order, in batches, one batch of an account at a
  ///     time. It is called on connectors' threads: it must return soon, and while it does not, the account waits.
  public init(
    accounts: [ChannelAccountConfiguration],
    searchPath: [String],
    logger: Logger,
    clock: ConnectorClock = .system,
    callLimits: CallLimits = CallLimits(),
    hostingLimits: HostingLimits = HostingLimits(),
    descriptions: String? = nil,
    childExecutable: String = "/proc/self/exe",
    metricSink: @escaping @Sendable (ConnectorMetric) -> Void = { _ in },
    eventSink: @escaping @Sendable ([ConnectorEvent]) -> Void
  ) {
    self.configurations = accounts
    self.loader = AccountLoader(
      searchPath: searchPath, executable: childExecutable, limits: hostingLimits,
      kept: KeptDescriptions(folder: descriptions), logger: logger)
    self.logger = logger
    self.clock = clock
    self.limits = callLimits
    self.metricSink = metricSink
    self.eventSink = eventSink
    self.ticker = Ticker()
  }

  deinit {
    ticker.stop()
  }

  /// Loads the libraries and checks what channels.yaml says against them, as far as that goes without running anything.
  ///
  /// - Throws: `ConnectorHostErrors` with every plugin that cannot be loaded and every account with wrong settings.
  public func load() throws {
    guard
      loaded.withLock({ loaded in
        defer { loaded.hasLoaded = true }
        return !loaded.hasLoaded
      })
    else { return }
    for folder in PluginSearchPath.missing(loader.searchPath) {
      logger.warning("a folder that plugins are looked for in is not there", metadata: ["folder": "\(folder)"])
    }
    let seats = try loader.find(configurations).map(makeSeat)
    loaded.withLock { $0.take(seats) }
  }

  /// Makes an instance for each account, with the values that it has kept; connecting goes on in the background. Loads
  /// the libraries where that has not been done.
  ///
  /// Returns when every instance has been made. One that cannot be made for the time being, crashes or hangs, is reported
  /// by `health` and does not keep the others from working.
  ///
  /// - Throws: as `load`, `ConnectorHostErrors` with every account whose connector refuses its settings, or what loading
  ///   the kept values throws.
  public func start(services: ConnectorServices = ConnectorServices()) async throws {
    guard
      loaded.withLock({ loaded in
        defer { loaded.hasStarted = true }
        return !loaded.hasStarted
      })
    else {
      throw ConnectorHostErrors(errors: [.init(code: .alreadyStarted, message: "the host was started before")])
    }
    try load()
    let seats = loaded.withLock { loaded in
      loaded.services = services
      return loaded.seats
    }
    let kept = try await services.state?.load(accounts: seats.map(\.found.account.name)) ?? []
    if clock.isReal { ticker.start { [weak self] in self?.tick() } }
    let byAccount = Dictionary(grouping: kept, by: \.account)
    let results = await start(seats, services: services, connects: true) { byAccount[$0] ?? [] }
    let errors = zip(seats, results).filter { $1.code == C4A_BAD_CONFIG }.map { refusal($0.found.account, $1) }
    guard errors.isEmpty else {
      await shutdown(deadline: .seconds(2))
      throw ConnectorHostErrors(errors: errors)
    }
  }

  /// Takes nothing new, lets what is under way end, gives up the rest, disconnects and frees the instances.
  ///
  /// Returns when that is done, at the latest shortly after `deadline` (from now). Every send has completed by then:
  /// those that waited with `CANCELLED`, those that a connector still had with `UNCERTAIN`.
  public func shutdown(deadline: Duration) async {
    let connectors = loaded.withLock { loaded in
      loaded.isEnding = true
      return Array(loaded.byNumber.values)
    }
    await stop(connectors, within: deadline)
    ticker.stop()
  }

  /// The accounts in the order of their configuration; empty before `start`.
  public var accounts: [ChannelAccount] {
    loaded.withLock { $0.seats.map(\.found.account) }
  }

  /// Sends a text over an account. Returns at once.
  ///
  /// `completion` is called exactly once, never from within this call, on a connector's thread: it must return soon.
  /// It brings the connector's own result, or `TIMEOUT` at the deadline, or why the connector never got the message
  /// (`reachedConnector` is false then).
  @discardableResult
  public func sendText(
    _ message: OutboundText,
    account: String,
    completion: @escaping @Sendable (SendResult) -> Void
  ) -> OperationID {
    begin(over: account, completion) { $0.send(message, completion: completion) }
  }

  /// Sends a file over an account. Returns at once; holds on to the file until `completion` has been called, which is as
  /// that of `sendText`.
  @discardableResult
  public func sendFile(
    _ file: OutboundFile,
    account: String,
    completion: @escaping @Sendable (SendResult) -> Void
  ) -> OperationID {
    begin(over: account, completion) { $0.sendFile(file, completion: completion) }
  }

  /// Carries out what happened to a message, over an account. Returns at once.
  ///
  /// `completion` as that of `sendText`; what the account's channel cannot do ends with `UNSUPPORTED`.
  @discardableResult
  public func perform(
    _ change: OutboundChange,
    account: String,
    completion: @escaping @Sendable (SendResult) -> Void
  ) -> OperationID {
    begin(over: account, completion) { $0.change(change, completion: completion) }
  }

  private func begin(
    over account: String, _ completion: @escaping @Sendable (SendResult) -> Void,
    _ start: (any HostedConnector) -> c4a_op
  ) -> OperationID {
    guard let connector = connector(account) else {
      let result = SendResult(code: C4A_NOT_FOUND, detail: "no account '\(account)'", reachedConnector: false)
      OperatingSystemThread.start(name: "c4a-nowhere") { completion(result) }
      return OperationID(token: 0)
    }
    return OperationID(token: start(connector))
  }

  /// Asks to give up a send or a change; it still completes, with `CANCELLED` if it could be stopped.
  public func cancel(_ operation: OperationID) {
    loaded.withLock { $0.byNumber[operation.token >> InstanceRegistry.serialBits] }?.cancel(operation.token)
  }

  /// Hands a platform's HTTP request to an account's connector. Returns at once.
  ///
  /// `completion` is called exactly once, as that of `sendText`. The events belong to the request: they come with the
  /// outcome and never through the event sink. An account that is unknown or takes no webhooks answers 404.
  public func webhook(
    _ request: WebhookRequest,
    account: String,
    completion: @escaping @Sendable (WebhookOutcome) -> Void
  ) {
    guard let connector = connector(account) else {
      OperatingSystemThread.start(name: "c4a-nowhere") { completion(.refused(404, "no such account")) }
      return
    }
    connector.webhook(request, completion: completion)
  }

  /// Tells connectors that changes which came with a `WebhookOutcome` are stored: from now on they read them.
  public func stateStored(_ changes: [ConnectorStateChange]) {
    for change in changes { connector(change.account)?.stateStored(change) }
  }

  /// How an account is at the moment.
  public func health(account: String) -> ConnectorHealth {
    connector(account)?.health() ?? ConnectorHealth(status: .failed, detail: "no such account")
  }

  /// Looks after deadlines and hanging calls, every 50 ms by itself; to be called after moving a clock that is not real.
  public func tick() {
    for connector in loaded.withLock({ Array($0.byNumber.values) }) { connector.tick() }
  }

  private func connector(_ account: String) -> (any HostedConnector)? {
    loaded.withLock { $0.byName[account] }
  }

  // MARK: Seats

  func makeSeat(_ found: AccountLoader.Found) -> Seat {
    Seat(found: found, connector: makeConnector(found))
  }

  private func makeConnector(_ found: AccountLoader.Found) -> any HostedConnector {
    guard let descriptor = found.descriptor else {
      return SupervisedConnector(
        token: InstanceRegistry.nextToken(), account: found.account, request: found.request,
        description: found.description, egressHosts: found.egressHosts, clock: clock, callLimits: limits,
        limits: loader.limits, logger: logger, launch: launch(found), eventSink: eventSink,
        metricSink: metricSink)
    }
    return ConnectorInstance(
      token: InstanceRegistry.nextToken(),
      account: found.account,
      functions: descriptor.functions,
      operations: descriptor.operations,
      egressHosts: found.egressHosts,
      clock: clock,
      limits: limits,
      logger: logger,
      eventSink: eventSink,
      metricSink: metricSink
    )
  }

  /// How an account's process is started.
  private func launch(
    _ found: AccountLoader.Found
  ) -> @Sendable () throws(ChildProcess.StartFailure) -> any SupervisedProcess {
    let (executable, confinement) = (loader.executable, loader.limits.confinement)
    let (account, request) = (found.account.name, found.request)
    return { () throws(ChildProcess.StartFailure) in
      try ChildProcess(
        executable: executable, account: account, of: request, confinement: confinement, prints: true)
    }
  }

  /// Starts connectors at the same time, and tells how making each went.
  func start(
    _ seats: [Seat], services: ConnectorServices, connects: Bool,
    kept: @escaping @Sendable (String) -> [ConnectorStateChange]
  ) async -> [SendResult] {
    await withTaskGroup(of: (Int, SendResult).self) { group in
      for (index, seat) in seats.enumerated() {
        let connector = seat.connector
        group.addTask {
          let result = await withCheckedContinuation { continuation in
            connector.start(services: services, kept: kept(connector.account.name), connects: connects) {
              continuation.resume(returning: $0)
            }
          }
          return (index, result)
        }
      }
      var results = [SendResult](repeating: SendResult(code: C4A_OK), count: seats.count)
      for await (index, result) in group { results[index] = result }
      return results
    }
  }

  /// Stops connectors at the same time, and forgets them.
  func stop(_ connectors: [any HostedConnector], within deadline: Duration) async {
    await withTaskGroup { group in
      for connector in connectors {
        group.addTask {
          await withCheckedContinuation { continuation in
            connector.stop(within: deadline) { continuation.resume() }
          }
        }
      }
    }
  }

  func refusal(_ account: ChannelAccount, _ result: SendResult) -> ConnectorHostError {
    ConnectorHostError(
      code: result.hasCrashed ? .pluginUnusable : .badSettings, account: account.name,
      message: result.hasCrashed ? result.detail : "its settings are wrong: \(result.detail)",
      position: account.configuration.position)
  }
}
