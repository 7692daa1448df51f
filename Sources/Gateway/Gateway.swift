public import Inbox
public import Logging
import Model
public import Postgres
import Routing
import Store
public import Telemetry

/// The use cases: what every edge asks of the gateway. One object, because every message on its way takes hold of it.
public final class Gateway: GatewayAPI {
  public struct Configuration: Sendable {
    public var partitionCount: Int16
    /// The most members of a group.
    public var maximumMembers: Int
    /// How long a client's record is believed without looking again; an edge may keep it for some seconds more.
    public var clientAge: Duration
    /// Where platforms reach this gateway, without a slash at the end: some signatures cover it. Nil where nobody said.
    public var publicURL: String?
    /// How long a connector has for a callback.
    public var callbackDeadline: Duration
    /// Callbacks of one account that may be under way at once.
    public var maximumCallbacks: Int

    public init(
      partitionCount: Int16, maximumMembers: Int = 100, clientAge: Duration = .seconds(4), publicURL: String? = nil,
      callbackDeadline: Duration = .seconds(10), maximumCallbacks: Int = 256
    ) {
      self.partitionCount = partitionCount
      self.maximumMembers = maximumMembers
      self.clientAge = clientAge
      self.publicURL = publicURL
      self.callbackDeadline = callbackDeadline
      self.maximumCallbacks = maximumCallbacks
    }
  }

  let configuration: Configuration
  let pool: PostgresPool
  let inbox: PostgresInbox
  let owner: PartitionOwner
  let keeper: LeaseKeeper
  let connectors: any ConnectorPort
  let intake: EventIntake
  let callbackGate: CallbackGate
  let table: ChannelTable
  let reload: ChannelReload.Action
  let metrics: GatewayMetrics
  let logger: Logger
  let directory: ClientDirectory
  let webhookDesk: WebhookDesk
  /// Shows typing; nil where nothing can.
  let courtesies: Courtesies?

  var routing: RoutingTable { table.routing }
  var users: UserStore { UserStore(pool: pool) }
  var conversations: ConversationStore { ConversationStore(pool: pool) }
  var messages: MessageStore { MessageStore(pool: pool) }
  var webhookStore: WebhookStore { WebhookStore(pool: pool) }
  var deadLetterStore: DeadLetterStore { DeadLetterStore(pool: pool) }

  public init(
    configuration: Configuration, pool: PostgresPool, inbox: PostgresInbox, owner: PartitionOwner, keeper: LeaseKeeper,
    connectors: any ConnectorPort, intake: EventIntake, table: ChannelTable, webhookDesk: WebhookDesk,
    courtesies: Courtesies? = nil, metrics: GatewayMetrics, logger: Logger, reload: @escaping ChannelReload.Action
  ) {
    self.courtesies = courtesies
    self.webhookDesk = webhookDesk
    self.configuration = configuration
    self.pool = pool
    self.inbox = inbox
    self.owner = owner
    self.keeper = keeper
    self.connectors = connectors
    self.intake = intake
    callbackGate = CallbackGate(limit: configuration.maximumCallbacks)
    self.table = table
    self.reload = reload
    self.metrics = metrics
    self.logger = logger
    directory = ClientDirectory(store: ClientStore(pool: pool), maximumAge: configuration.clientAge)
  }

  /// Runs `body` and tells its failure in the API's terms.
  func asking<Value: Sendable>(_ body: () async throws -> Value) async throws(GatewayError) -> Value {
    do {
      return try await body()
    } catch let error as GatewayError {
      throw error
    } catch {
      throw failure(error)
    }
  }

  /// The caller's view of a failure. One that nobody outside can do anything about is told to the operator.
  func failure(_ error: any Error) -> GatewayError {
    let told = GatewayError(database: error)
    if told.code == .internalError { logger.error("a request failed", metadata: ["error": "\(error)"]) }
    return told
  }
}
