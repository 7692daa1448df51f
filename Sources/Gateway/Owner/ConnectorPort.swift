public import Connectors

/// What the gateway needs of the room that hosts connectors.
public protocol ConnectorPort: Sendable {
  /// In the order of channels.yaml.
  var accounts: [ChannelAccount] { get }

  /// Hands a text to an account's connector; completes exactly once, from any thread.
  @discardableResult
  func sendText(
    _ message: OutboundText, account: String, completion: @escaping @Sendable (SendResult) -> Void
  ) -> OperationID

  /// Hands what happened to a message to an account's connector; completes exactly once, from any thread.
  @discardableResult
  func perform(
    _ change: OutboundChange, account: String, completion: @escaping @Sendable (SendResult) -> Void
  ) -> OperationID

  /// Hands a platform's HTTP request to an account's connector; completes exactly once, from any thread.
  func webhook(
    _ request: WebhookRequest, account: String, completion: @escaping @Sendable (WebhookOutcome) -> Void)

  /// Tells connectors that changes which came with a webhook's outcome are stored.
  func stateStored(_ changes: [ConnectorStateChange])

  func health(account: String) -> ConnectorHealth
}

extension ConnectorHost: ConnectorPort {}
