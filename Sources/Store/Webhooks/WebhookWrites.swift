public import Model

/// Everything that the teller of webhooks has to write down, collected until the next batch. Later changes of a row
/// replace earlier ones.
public struct WebhookWrites: Sendable {
  /// How far a partition's log has been told.
  public struct Cursor: Sendable, Hashable {
    public var epoch: Int64
    public var position: Int64

    public init(epoch: Int64, position: Int64) {
      self.epoch = epoch
      self.position = position
    }
  }

  /// One event at one endpoint.
  public struct RetryKey: Sendable, Hashable {
    public var webhookID: WebhookID
    public var partition: Int16
    public var position: Int64

    public init(webhookID: WebhookID, partition: Int16, position: Int64) {
      self.webhookID = webhookID
      self.partition = partition
      self.position = position
    }
  }

  /// A row of an event that an endpoint has not taken.
  public struct Retry: Sendable, Hashable {
    public var attempts: Int16
    public var firstFailedAt: Timestamp?
    public var nextAttemptAt: Timestamp
    /// It holds up no lane.
    public var isBeside: Bool

    public init(attempts: Int16, firstFailedAt: Timestamp?, nextAttemptAt: Timestamp, isBeside: Bool) {
      self.attempts = attempts
      self.firstFailedAt = firstFailedAt
      self.nextAttemptAt = nextAttemptAt
      self.isBeside = isBeside
    }
  }

  public enum RetryChange: Sendable, Hashable {
    case put(Retry)
    case remove
  }

  public enum CatchupChange: Sendable, Hashable {
    case put(Catchup)
    case remove
  }

  /// An endpoint that gets nothing any more.
  public struct Disabling: Sendable, Hashable {
    public var reason: Webhook.DisabledReason
    public var at: Timestamp

    public init(reason: Webhook.DisabledReason, at: Timestamp) {
      self.reason = reason
      self.at = at
    }
  }

  public var cursors: [Int16: Cursor] = [:]
  public var attempts: [WebhookAttempt] = []
  public var retries: [RetryKey: RetryChange] = [:]
  public var catchups: [CatchupKey: CatchupChange] = [:]
  /// Since when endpoints have been failing; an inner nil: they are not any more.
  public var failing: [WebhookID: Timestamp?] = [:]
  public var disabled: [WebhookID: Disabling] = [:]

  public init() {}

  /// Whether there is more to write than cursors.
  public var isWorthwhile: Bool {
    !attempts.isEmpty || !retries.isEmpty || !catchups.isEmpty || !failing.isEmpty || !disabled.isEmpty
  }

  public var isEmpty: Bool { !isWorthwhile && cursors.isEmpty }

  /// These changes, and then `later`.
  public mutating func append(_ later: WebhookWrites) {
    cursors.merge(later.cursors) { $1 }
    attempts += later.attempts
    retries.merge(later.retries) { $1 }
    catchups.merge(later.catchups) { $1 }
    failing.merge(later.failing) { $1 }
    disabled.merge(later.disabled) { first, _ in first }
  }

  /// Leaves out what concerns partitions that somebody else owns by now. Attempts stay: they were made.
  public mutating func forget(_ partition: Int16) {
    cursors[partition] = nil
    retries = retries.filter { $0.key.partition != partition }
    catchups = catchups.filter { $0.key.partition != partition }
  }

  /// Leaves out what concerns an endpoint that is gone.
  public mutating func forget(_ webhook: WebhookID) {
    retries = retries.filter { $0.key.webhookID != webhook }
    catchups = catchups.filter { $0.key.webhookID != webhook }
    failing[webhook] = nil
    disabled[webhook] = nil
  }
}
