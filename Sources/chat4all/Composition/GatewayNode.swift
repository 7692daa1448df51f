import Connectors
import Files
import FoundationEssentials
import Gateway
import Inbox
import Logging
import Migrations
import Model
import OutboundHTTP
import Postgres
import RestAPI
import Routing
import ServiceLifecycle
import Store
import Telemetry

/// One node of the gateway: makes every room and ties them together. Nothing is decided here.
struct GatewayNode {
  let settings: ServeSettings
  let directory: DataDirectory
  let logger: Logger

  func run() async throws {
    let lock = try directory.lock()
    defer { withExtendedLifetime(lock) {} }
    // What was configured wrongly is said before anything starts.
    let mailbox = OwnerMailbox()
    let host = ConnectorHost(
      accounts: try channelAccounts(), searchPath: settings.plugins, logger: logger,
      hostingLimits: HostingLimits(confinement: settings.confinement.arguments),
      descriptions: directory.path + "/connectors"
    ) { events in
      mailbox.deliver(events)
    }
    try host.load()
    do {
      try await withDatabase { try await run(on: $0, cluster: $1, host: host, mailbox: mailbox) }
    } catch {
      await host.shutdown(deadline: .seconds(1))
      throw error
    }
  }

  /// The database that was named, or the private one, which is stopped in the end.
  private func withDatabase(
    _ body: (PostgresConfiguration, LocalCluster?) async throws -> Void
  ) async throws {
    if let url = settings.storage.databaseURL.value {
      return try await body(PostgresConfiguration(url, applicationName: "chat4all"), nil)
    }
    let cluster = LocalCluster(dataDirectory: directory.path, logger: logger)
    logger.info("starting the private database")
    do {
      try await body(cluster.start(), cluster)
    } catch {
      try? await cluster.stop()
      throw error
    }
  }

  /// Reads channels.yaml, now and at each reload.
  private var channelAccounts: @Sendable () throws -> [ChannelAccountConfiguration] {
    let path = settings.channels.value
    // Without a file there is `internal` alone; a file that was named has to be there.
    let mayBeAbsent = settings.channels.source == .default
    return { [logger] in
      if mayBeAbsent, !FileManager.default.fileExists(atPath: path) {
        logger.notice("there is no channels.yaml here: only internal recipients can be reached")
        return []
      }
      return try ChannelsFile.load(contentsOf: path, environment: SettingReader().environment).accounts
    }
  }

  private func reload(host: ConnectorHost, table: ChannelTable, owner: PartitionOwner) -> ChannelsReload {
    let read = channelAccounts
    return ChannelsReload(host: host, table: table, owner: owner, logger: logger) { try read() }
  }

  private func run(
    on configuration: PostgresConfiguration, cluster: LocalCluster?, host: ConnectorHost, mailbox: OwnerMailbox
  ) async throws {
    let applied = try await Migrator(migrations: Migrations.all).migrate(configuration)
    if !applied.isEmpty {
      logger.info("the schema was brought up to date", metadata: ["migrations": "\(applied.count)"])
    }
    let installation = try await prepareInstallation(configuration)
    let nodeID = try directory.nodeID()
    let metrics = GatewayMetrics()
    metrics.observe(host)

    let pool = PostgresPool(configuration: configuration, connections: 4, maxQueuedJobs: 2000, logger: logger)
    // What owners and leases do must not wait behind callers' queries.
    var ownerConfiguration = configuration
    ownerConfiguration.sessionSettings = PlannerSettings.lookUpByIndex
    let ownerPool = PostgresPool(configuration: ownerConfiguration, connections: 1, maxQueuedJobs: 16, logger: logger)
    let leasePool = PostgresPool(configuration: configuration, connections: 1, maxQueuedJobs: 16, logger: logger)
    let table = ChannelTable(accounts: host.accounts, partitionCount: installation.partitionCount)
    // Accounts of a platform share its host.
    let share = ConnectorHTTP.requestsPerAccount
    let http = OutboundHTTPClient(
      configuration: settings.outbound.apply(to: .init(maxInFlight: 8 * share, maxPerHost: share, maxPerParty: share)),
      logger: logger)
    let connectorState = ConnectorStateWriter(configuration: configuration, pool: pool, logger: logger)
    let rush = RushGauge()
    let webhooks = WebhookParts(
      settings: settings.webhooks, outbound: settings.outbound, database: configuration,
      partitionCount: installation.partitionCount,
      metrics: metrics.webhooks, logger: logger)
    let courtesies = Courtesies(pool: pool, connectors: host, channels: table, logger: logger)
    let owner = PartitionOwner(
      configuration: .init(
        nodeID: nodeID, sendTimeout: .seconds(settings.sendTimeout.value),
        uncertainSends: settings.uncertainSends.value),
      pool: ownerPool, mailbox: mailbox, connectors: host,
      planner: DeliveryPlanner(table: table.routing, defaultDeadline: Int32(settings.channelDeadline.value)),
      metrics: metrics, logger: logger, isRushed: { rush.isRushed },
      messagesRead: { courtesies.offer($0) },
      eventsEntered: { webhooks.dispatcher.eventsEntered($0) })
    let keeper = LeaseKeeper(
      configuration: .init(
        nodeID: nodeID, address: settings.host.value, partitionCount: installation.partitionCount),
      pool: leasePool, logger: logger
    ) { changes in
      owner.leasesChanged(changes)
      webhooks.dispatcher.leasesChanged(changes)
    }
    let inbox = PostgresInbox(
      configuration: configuration, connections: 2, maxBatch: 1000, maxQueued: settings.acceptQueue.value,
      rush: rush, logger: logger, isLocal: { keeper.owns($0) }, appended: { owner.inboxChanged() })
    let intake = EventIntake(
      configuration: configuration, table: table, maxQueued: 20_000, rush: rush, metrics: metrics, logger: logger,
      linkReplies: LinkReplies(connectors: host, deadline: .seconds(settings.sendTimeout.value), logger: logger),
      courtesy: { courtesies.offer($0) }, isLocal: { keeper.owns($0) }, appended: { owner.inboxChanged() })
    let ingressKeeper = IngressKeeper(
      pool: pool, intake: intake, retention: .seconds(settings.ingressRetention.value * 86_400), logger: logger)
    owner.connect(keeper: keeper, intake: intake)
    let listener = PostgresListener(
      configuration: configuration, channels: [PostgresInbox.notificationChannel, WebhookStore.notificationChannel],
      logger: logger
    ) { notification in
      owner.inboxChanged()
      webhooks.notified(notification)
    }
    let reload = reload(host: host, table: table, owner: owner)
    let gateway = Gateway(
      configuration: .init(
        partitionCount: installation.partitionCount, maximumMembers: settings.maxMembers.value,
        publicURL: settings.publicURL.value, callbackDeadline: .seconds(settings.ingressTimeout.value),
        maximumCallbacks: settings.ingressConcurrency.value),
      pool: pool, inbox: inbox, owner: owner, keeper: keeper, connectors: host, intake: intake, table: table,
      webhookDesk: webhooks.desk, courtesies: courtesies, metrics: metrics, logger: logger, reload: reload.run)
    let server = buildServer(
      gateway: gateway, tokens: try await TokenAuthority(keys: installation.signingKeys.map(SigningKey.init)),
      configuration: restConfiguration, metrics: metrics, logger: logger
    ) { [directory, logger] address in
      do {
        try directory.address.write(address.url)
        logger.info("listening", metadata: ["address": "\(address.url)"])
      } catch {
        logger.error("the address file could not be written", metadata: ["error": "\(error)"])
      }
    }

    try await host.start(
      services: ConnectorServices(
        http: ConnectorHTTP(
          client: http, addressPolicy: .publicAnd(settings.connectorAllowPrivate.value),
          files: TemporaryFiles(folder: directory.path + "/temporary")),
        state: connectorState))

    // In the order of dependence: a stop goes backwards, from the edge to the database.
    var services: [any Service] = cluster.map { [$0] } ?? []
    services += [pool, ownerPool, leasePool, inbox, intake, keeper, connectorState, http]
    services.append(ConnectorService(host: host, owner: owner, deadline: .seconds(2)))
    let channelWatch = ChannelWatch(
      nodeID: nodeID, partitionCount: installation.partitionCount, pool: pool, connectors: host, owner: owner,
      logger: logger)
    services += [owner, ingressKeeper, channelWatch, courtesies]
    services.append(CallbackReplay(pool: pool, intake: intake, connectors: host, logger: logger))
    services += webhooks.services
    services += [listener, ReloadService(reload: reload), server]
    var group = ServiceGroupConfiguration(
      services: services.map { .init(service: $0) }, gracefulShutdownSignals: [.sigterm, .sigint], logger: quiet)
    group.maximumGracefulShutdownDuration = .seconds(settings.grace.value)
    group.maximumCancellationDuration = .seconds(5)
    defer { directory.address.remove() }
    try await ServiceGroup(configuration: group).run()
    logger.info("stopped")
  }

  /// The life of services is of interest only where something goes wrong.
  private var quiet: Logger {
    var logger = logger
    logger.logLevel = max(logger.logLevel, .warning)
    return logger
  }

  private var restConfiguration: RestConfiguration {
    var configuration = RestConfiguration(host: settings.host.value, port: settings.port.value)
    configuration.bodyLimit = settings.bodyLimit.value
    configuration.ingressBodyLimit = settings.ingressBodyLimit.value
    let rate = Double(settings.clientRate.value)
    configuration.clientRate = rate > 0 ? RateLimit(perSecond: rate, burst: rate * 2) : .unlimited
    return configuration
  }

  private func prepareInstallation(_ configuration: PostgresConfiguration) async throws -> Installation {
    let pool = PostgresPool(configuration: configuration, connections: 1, maxQueuedJobs: 1, logger: logger)
    let partitions = Int16(settings.partitions.value)
    let key = InstallationKey()
    return try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await pool.run() }
      defer { group.cancelAll() }
      return try await pool.transaction { connection in
        let installation = try InstallationStore.prepare(
          partitionCount: partitions, newKey: (id: key.id, secret: key.secret), on: connection)
        _ = try connection.query(LeaseQueries.createPartitions(count: installation.partitionCount))
        return installation
      }
    }
  }
}
