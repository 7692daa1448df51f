public import Model

/// An event that an endpoint has not taken, as it stands in the database.
public struct StoredRetry: Sendable {
  public var webhookID: WebhookID
  public var retry: WebhookWrites.Retry
  public var entry: LogEntry

  public init(webhookID: WebhookID, retry: WebhookWrites.Retry, entry: LogEntry) {
    self.webhookID = webhookID
    self.retry = retry
    self.entry = entry
  }
}
