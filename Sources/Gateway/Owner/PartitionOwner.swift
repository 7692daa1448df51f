public import Connectors
public import FoundationEssentials
public import Inbox
public import Logging
import Model
public import Postgres
public import Routing
public import ServiceLifecycle
import Store
import Synchronization
public import Telemetry

/// Does everything for the conversations of the partitions that this node owns: gives messages their places, sends
/// deliveries through the connectors, writes down what became of them.
///
/// One task moves all state. It sleeps until something arrives, takes everything that has, commits it as one batch, and
/// lets go whatever may leave. Nothing here waits for a connector: answers come back through the mailbox.
public final class PartitionOwner: Service {
  public struct Configuration: Sendable {
    public var nodeID: UUID
    /// How long a connector has for a send.
    public var sendTimeout: Duration
    /// How long a hand-over waits for what is with a connector.
    public var handOverTimeout: Duration
    public var uncertainSends: UncertainSends
    /// How long a receipt waits for the send that it belongs to.
    public var parkedReceiptAge: Duration

    public init(
      nodeID: UUID, sendTimeout: Duration = .seconds(30), handOverTimeout: Duration = .seconds(5),
      uncertainSends: UncertainSends = .retry, parkedReceiptAge: Duration = .seconds(86_400)
    ) {
      self.nodeID = nodeID
      self.sendTimeout = sendTimeout
      self.handOverTimeout = handOverTimeout
      self.uncertainSends = uncertainSends
      self.parkedReceiptAge = parkedReceiptAge
    }
  }

  let configuration: Configuration
  let pool: PostgresPool
  let connectors: any ConnectorPort
  private let currentRules: Mutex<OwnerBatch.Rules>
  let metrics: GatewayMetrics
  let logger: Logger
  let mailbox: OwnerMailbox
  /// For readers of GET /v1/channels.
  let figures = Mutex<[String: ChannelFigures]>([:])
  /// Whether more is being accepted than can be stored at once.
  let isRushed: @Sendable () -> Bool
  /// Gets the newest position of each partition in whose log something was entered.
  let eventsEntered: @Sendable ([Int16: Int64]) -> Void
  /// Gets what recipients have read.
  let messagesRead: @Sendable ([Courtesy]) -> Void
  /// Gives a lease back to the keeper; set once before ``run()``.
  private let keeper = Mutex<LeaseKeeper?>(nil)
  private let intake = Mutex<EventIntake?>(nil)

  public init(
    configuration: Configuration, pool: PostgresPool, mailbox: OwnerMailbox, connectors: any ConnectorPort,
    planner: DeliveryPlanner,
    metrics: GatewayMetrics, logger: Logger, isRushed: @escaping @Sendable () -> Bool = { false },
    messagesRead: @escaping @Sendable ([Courtesy]) -> Void = { _ in },
    eventsEntered: @escaping @Sendable ([Int16: Int64]) -> Void = { _ in }
  ) {
    self.messagesRead = messagesRead
    self.eventsEntered = eventsEntered
    self.isRushed = isRushed
    self.configuration = configuration
    self.pool = pool
    self.mailbox = mailbox
    self.connectors = connectors
    self.metrics = metrics
    self.logger = logger
    currentRules = Mutex(
      Self.rules(for: connectors.accounts, planner: planner, uncertain: configuration.uncertainSends, former: [:]))
  }

  private static func rules(
    for accounts: [ChannelAccount], planner: DeliveryPlanner, uncertain: UncertainSends,
    former: [String: OutcomeRule]
  ) -> OwnerBatch.Rules {
    let outcomes = accounts.map { account in
      (
        account.name,
        OutcomeRule(
          schedule: account.configuration.retry, isIdempotent: account.capabilities.contains(.idempotentSend),
          uncertain: uncertain)
      )
    }
    // Answers of accounts that are no more may still come.
    return OwnerBatch.Rules(
      planner: planner, outcomes: former.merging(outcomes) { $1 },
      inboundAccounts: Set(accounts.filter { $0.configuration.owner != nil }.map(\.name)))
  }

  var rules: OwnerBatch.Rules { currentRules.withLock(\.self) }

  /// The channel accounts are now others: what is planned from now on goes by `table`.
  public func adopt(_ accounts: [ChannelAccount], table: RoutingTable) {
    currentRules.withLock { rules in
      let planner = DeliveryPlanner(table: table, defaultDeadline: rules.planner.defaultDeadline)
      rules = Self.rules(
        for: accounts, planner: planner, uncertain: configuration.uncertainSends, former: rules.outcomes)
    }
    mailbox.accountsChanged()
  }

  /// Ties the owner to the rooms that feed it, which in turn were made with its mailbox.
  public func connect(keeper: LeaseKeeper, intake: EventIntake) {
    self.keeper.withLock { $0 = keeper }
    self.intake.withLock { $0 = intake }
  }

  // MARK: What others tell the owner

  public func leasesChanged(_ changes: [LeaseChange]) { mailbox.put(changes) }

  public func inboxChanged() { mailbox.inboxChanged() }

  func figures(of account: String) -> ChannelFigures {
    figures.withLock { $0[account] ?? ChannelFigures() }
  }

  // MARK: Events that take the long way

  /// Has the intake store an event that a connector reported by itself.
  func submit(
    _ event: ConnectorEvent, to intake: EventIntake, completion: @escaping @Sendable () -> Void = {}
  ) {
    intake.submit([event], from: .connector) { [mailbox, logger] result in
      defer { completion() }
      if case .failure(let error) = result {
        // It was accepted: what may be stored another time is tried again, for as long as it takes.
        if error.isRetriable || error.code == .outcomeUnknown, mailbox.giveBack(event) { return }
        logger.error(
          "an event of a connector was lost",
          metadata: ["account": "\(event.account)", "kind": "\(event.kind)", "error": "\(error)"])
      }
      mailbox.settle(event)
    }
  }

  /// Stores what connectors report while they are stopped, after the owner itself has ended; until ``endEvents()``.
  public func storeLateEvents() async {
    guard let intake = intake.withLock({ $0 }) else { return }
    await withDiscardingTaskGroup { group in
      while true {
        let mail = mailbox.take()
        for event in mail.events + mailbox.takeReturned() {
          group.addTask {
            await withCheckedContinuation { continuation in
              self.submit(event, to: intake) { continuation.resume() }
            }
          }
        }
        if mail.isClosed { break }
        await mailbox.signal.sleep(for: .seconds(1))
      }
    }
  }

  /// No connector is left that could report anything.
  public func endEvents() {
    mailbox.close()
  }

  // MARK: Life

  public func run() async throws {
    guard let keeper = keeper.withLock({ $0 }), let intake = intake.withLock({ $0 }) else {
      preconditionFailure("connect(keeper:intake:) comes before run()")
    }
    await withGracefulShutdownHandler {
      await withTaskCancellationHandler {
        var work = OwnerWork(owner: self, keeper: keeper, intake: intake)
        await work.run()
      } onCancel: {
        mailbox.signal.wake()
      }
    } onGracefulShutdown: {
      keeper.drain()
      self.mailbox.stop()
    }
  }
}

/// What to do with a delivery whose outcome nobody knows, on a platform that cannot recognise a repetition.
public enum UncertainSends: String, Sendable, Hashable, CaseIterable {
  /// Send again, marked as a possible duplicate: at least once.
  case retry
  /// Give up and say so: at most once.
  case park
}

/// How busy one channel account is on this node.
struct ChannelFigures: Sendable {
  var queued = 0
  var inFlight = 0
  var breaker = CircuitBreaker.State.closed
}
