public import Inbox
public import Logging
public import Model
public import Postgres
public import ServiceLifecycle
import Store
public import Telemetry

/// Tells developers what happens in the partitions of this node: reads the event log behind its cursors, POSTs each
/// event to the endpoints that want it, writes down what came of it.
///
/// One task moves all state; it never waits for the database or for an endpoint. What they answer comes back through the
/// mailbox.
public final class WebhookDispatcher: Service {
  public struct Configuration: Sendable {
    public var partitionCount: Int16
    public var limits: WebhookLimits
    /// How long attempts are kept.
    public var attemptAge: Duration
    /// How long a stop waits for POSTs that are in flight.
    public var stopTimeout: Duration

    public init(
      partitionCount: Int16, limits: WebhookLimits = WebhookLimits(), attemptAge: Duration = .seconds(7 * 86_400),
      stopTimeout: Duration = .seconds(5)
    ) {
      self.partitionCount = partitionCount
      self.limits = limits
      self.attemptAge = attemptAge
      self.stopTimeout = stopTimeout
    }
  }

  /// What every POST says of who makes it.
  public static let userAgent = "Chat4All-Webhooks/1.0"

  let configuration: Configuration
  let pool: PostgresPool
  let transport: any WebhookTransport
  let metrics: WebhookMetrics
  let logger: Logger
  let mailbox = WebhookMailbox()

  /// - Parameter pool: Two connections of the dispatcher's own. They may leave commits to be flushed later: what is lost
  ///   with the server is told again.
  public init(
    configuration: Configuration, pool: PostgresPool, transport: any WebhookTransport, metrics: WebhookMetrics,
    logger: Logger
  ) {
    self.configuration = configuration
    self.pool = pool
    self.transport = transport
    self.metrics = metrics
    self.logger = logger
  }

  // MARK: What others tell the dispatcher

  public func leasesChanged(_ changes: [LeaseChange]) {
    mailbox.put { $0.leases += changes }
  }

  /// The owner has entered events: the newest position of each partition concerned.
  public func eventsEntered(_ tails: [Int16: Int64]) {
    mailbox.put { $0.tails.merge(tails) { max($0, $1) } }
  }

  /// Something about an endpoint has changed, here or on another node.
  public func webhookChanged(_ id: WebhookID) {
    mailbox.put { $0.changed.insert(id) }
  }

  /// Changes may have been missed.
  public func mayHaveMissedChanges() {
    mailbox.put { $0.mayHaveMissed = true }
  }

  // MARK: Life

  public func run() async throws {
    await withGracefulShutdownHandler {
      await withTaskCancellationHandler {
        var work = WebhookWork(dispatcher: self)
        await work.run()
      } onCancel: {
        mailbox.signal.wake()
      }
    } onGracefulShutdown: {
      self.mailbox.put { $0.isStopping = true }
    }
  }
}
