import CConnectorABI

/// One account's connector, wherever it runs. Everything returns at once; what completes does so exactly once, never from
/// within the call that asked for it.
///
/// Its life: `start`, then anything, then `stop`. What is asked before the connector is ready waits for it.
protocol HostedConnector: AnyObject, Sendable {
  var account: ChannelAccount { get }
  /// Names the connector; the names of its sends have the same upper bits. See `InstanceRegistry`.
  var token: c4a_instance { get }

  /// Makes the connector's instance; `created` tells how that went, or that it takes too long.
  ///
  /// - Parameter connects: Otherwise connecting, and with it everything that is asked, waits for `connect`.
  func start(
    services: ConnectorServices, kept: [ConnectorStateChange], connects: Bool,
    created: @escaping @Sendable (SendResult) -> Void)
  func connect()

  func send(_ message: OutboundText, completion: @escaping @Sendable (SendResult) -> Void) -> c4a_op
  func sendFile(_ file: OutboundFile, completion: @escaping @Sendable (SendResult) -> Void) -> c4a_op
  func change(_ change: OutboundChange, completion: @escaping @Sendable (SendResult) -> Void) -> c4a_op
  func webhook(_ request: WebhookRequest, completion: @escaping @Sendable (WebhookOutcome) -> Void)
  func cancel(_ token: c4a_op)
  func stateStored(_ change: ConnectorStateChange)

  /// What the connector keeps, as it reads it at the moment.
  var kept: [ConnectorStateChange] { get }
  func health() -> ConnectorHealth
  /// Looks after deadlines and hanging calls.
  func tick()
  /// Takes nothing new from now on; `ended` is called when it is over, at the latest shortly after `time`.
  func stop(within time: Duration, ended: @escaping @Sendable () -> Void)
}
