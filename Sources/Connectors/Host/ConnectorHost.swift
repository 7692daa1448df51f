import CConnectorABI
public import Logging
import Synchronization

/// Runs the connectors of all channel accounts inside this process.
///
/// Each account has a thread of its own, on which everything of its connector happens one after the other; a connector
/// that hangs delays nobody else. Sends return at once and complete exactly once. A started host has to be shut down: its
/// threads do not end by themselves.
public final class ConnectorHost: Sendable {
  private struct Loaded {
    var hasLoaded = false
    var hasStarted = false
    var instances: [ConnectorInstance] = []
    var byName: [String: ConnectorInstance] = [:]
  }

  private let configurations: [ChannelAccountConfiguration]
  private let searchPath: [String]
  private let logger: Logger
  private let clock: ConnectorClock
  private let limits: CallLimits
  private let metricSink: @Sendable (ConnectorMetric) -> Void
  private let eventSink: @Sendable ([ConnectorEvent]) -> Void
  private let loaded = Mutex(Loaded())
  private let ticker: Ticker

  /// - Parameters:
  ///   - searchPath: the folders in which plugins' short names are looked for; see `PluginSearchPath`.
  ///   - eventSink: receives what connectors report by themselves, in order, in batches, one batch of an account at a
  ///     time. It is called on connectors' threads: it must return soon, and while it does not, the account waits.
  public init(
    accounts: [ChannelAccountConfiguration],
    searchPath: [String],
    logger: Logger,
    clock: ConnectorClock = .system,
    callLimits: CallLimits = CallLimits(),
    metricSink: @escaping @Sendable (ConnectorMetric) -> Void = { _ in },
    eventSink: @escaping @Sendable ([ConnectorEvent]) -> Void
  ) {
    self.configurations = accounts
    self.searchPath = searchPath
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
    let instances = try loadInstances()
    loaded.withLock { loaded in
      loaded.instances = instances
      loaded.byName = Dictionary(uniqueKeysWithValues: instances.map { ($0.account.name, $0) })
    }
  }

  /// Makes an instance for each account, with the values that it has kept; connecting goes on in the background. Loads
  /// the libraries where that has not been done.
  ///
  /// Returns when every instance has been made. One that cannot be made for the time being, or hangs, is reported by
  /// `health` and does not keep the others from working.
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
    let instances = loaded.withLock(\.instances)
    let kept = try await services.state?.load(accounts: instances.map(\.account.name)) ?? []
    for instance in instances { InstanceRegistry.add(instance) }
    if clock.isReal { ticker.start { [weak self] in self?.tick() } }
    let errors = await make(instances, services, Dictionary(grouping: kept, by: \.account))
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
    let instances = loaded.withLock(\.instances)
    await withTaskGroup { group in
      for instance in instances {
        group.addTask {
          await withCheckedContinuation { continuation in
            instance.stop(within: deadline) { continuation.resume() }
          }
        }
      }
    }
    ticker.stop()
  }

  /// The accounts in the order of their configuration; empty before `start`.
  public var accounts: [ChannelAccount] {
    loaded.withLock { $0.instances.map(\.account) }
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
    guard let instance = instance(account) else {
      let result = SendResult(code: C4A_NOT_FOUND, detail: "no account '\(account)'", reachedConnector: false)
      OperatingSystemThread.start(name: "c4a-nowhere") { completion(result) }
      return OperationID(token: 0)
    }
    return OperationID(token: instance.send(message, completion: completion))
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
    guard let instance = instance(account) else {
      let result = SendResult(code: C4A_NOT_FOUND, detail: "no account '\(account)'", reachedConnector: false)
      OperatingSystemThread.start(name: "c4a-nowhere") { completion(result) }
      return OperationID(token: 0)
    }
    return OperationID(token: instance.change(change, completion: completion))
  }

  /// Asks to give up a send or a change; it still completes, with `CANCELLED` if it could be stopped.
  public func cancel(_ operation: OperationID) {
    InstanceRegistry.find(operation.token)?.cancel(operation.token)
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
    guard let instance = instance(account) else {
      OperatingSystemThread.start(name: "c4a-nowhere") { completion(.refused(404, "no such account")) }
      return
    }
    instance.webhook(request, completion: completion)
  }

  /// Tells connectors that changes which came with a `WebhookOutcome` are stored: from now on they read them.
  public func stateStored(_ changes: [ConnectorStateChange]) {
    for change in changes { instance(change.account)?.stateStored(change) }
  }

  /// How an account is at the moment.
  public func health(account: String) -> ConnectorHealth {
    instance(account)?.health() ?? ConnectorHealth(status: .failed, detail: "no such account")
  }

  /// Looks after deadlines and hanging calls, every 50 ms by itself; to be called after moving a clock that is not real.
  public func tick() {
    for instance in loaded.withLock(\.instances) { instance.tick() }
  }

  private func instance(_ account: String) -> ConnectorInstance? {
    loaded.withLock { $0.byName[account] }
  }

  private func loadInstances() throws -> [ConnectorInstance] {
    var instances: [ConnectorInstance] = []
    var errors: [ConnectorHostError] = []
    for configuration in configurations {
      do throws(ConnectorHostError) {
        let (path, descriptor) = try PluginLibrary.load(configuration.plugin, searchPath: searchPath)
        errors += settingsErrors(configuration, descriptor)
        instances.append(makeInstance(configuration, path, descriptor))
      } catch {
        var error = error
        error.account = configuration.name
        error.position = configuration.position
        errors.append(error)
      }
    }
    guard errors.isEmpty else { throw ConnectorHostErrors(errors: errors) }
    return instances
  }

  private func settingsErrors(
    _ configuration: ChannelAccountConfiguration,
    _ descriptor: ConnectorDescriptor
  ) -> [ConnectorHostError] {
    let faults = descriptor.settingsSchema?.faults(in: configuration.settings) ?? []
    return faults.map { fault in
      ConnectorHostError(
        code: .badSettings,
        account: configuration.name,
        message: fault.message,
        position: fault.setting.flatMap { configuration.settingPositions[$0] } ?? configuration.position
      )
    }
  }

  private func makeInstance(
    _ configuration: ChannelAccountConfiguration,
    _ path: String,
    _ descriptor: ConnectorDescriptor
  ) -> ConnectorInstance {
    let account = ChannelAccount(
      name: configuration.name,
      channel: descriptor.channel,
      displayName: descriptor.displayName,
      pluginPath: path,
      version: descriptor.version,
      capabilities: descriptor.capabilities,
      maxTextBytes: descriptor.maxTextBytes,
      maxFileBytes: descriptor.maxFileBytes,
      configuration: configuration
    )
    return ConnectorInstance(
      token: InstanceRegistry.nextToken(),
      account: account,
      functions: descriptor.functions,
      operations: descriptor.operations,
      egressHosts: descriptor.egressHosts + EgressHost.named(by: configuration.settings, descriptor.settingsSchema),
      clock: clock,
      limits: limits,
      logger: logger,
      eventSink: eventSink,
      metricSink: metricSink
    )
  }

  private func make(
    _ instances: [ConnectorInstance], _ services: ConnectorServices, _ kept: [String: [ConnectorStateChange]]
  ) async -> [ConnectorHostError] {
    await withTaskGroup(of: (Int, SendResult).self) { group in
      for (index, instance) in instances.enumerated() {
        group.addTask {
          let result = await withCheckedContinuation { continuation in
            instance.start(services: services, kept: kept[instance.account.name] ?? []) {
              continuation.resume(returning: $0)
            }
          }
          return (index, result)
        }
      }
      var errors: [(Int, ConnectorHostError)] = []
      for await (index, result) in group where result.code == C4A_BAD_CONFIG {
        let account = instances[index].account
        errors.append(
          (
            index,
            ConnectorHostError(
              code: .badSettings,
              account: account.name,
              message: "its settings are wrong: \(result.detail)",
              position: account.configuration.position
            )
          )
        )
      }
      return errors.sorted { $0.0 < $1.0 }.map(\.1)
    }
  }
}
