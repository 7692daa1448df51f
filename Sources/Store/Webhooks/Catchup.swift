public import Model

/// Names a cursor that one endpoint has for itself.
public struct CatchupKey: Sendable, Hashable {
  public var partition: Int16
  public var webhookID: WebhookID
  /// 0 for what the endpoint could not take in time; else the number of a replay.
  public var replay: Int64

  public init(partition: Int16, webhookID: WebhookID, replay: Int64) {
    self.partition = partition
    self.webhookID = webhookID
    self.replay = replay
  }
}

/// A cursor that one endpoint has for itself.
public struct Catchup: Sendable, Hashable {
  /// The endpoint still has to hear of what stands behind it.
  public var position: Int64
  /// Where a replay ends; nil for a catch-up, which ends when it meets the common cursor.
  public var untilPosition: Int64?
  /// A replay's range of time, its end excluded.
  public var since: Timestamp?
  public var until: Timestamp?

  public init(position: Int64, untilPosition: Int64? = nil, since: Timestamp? = nil, until: Timestamp? = nil) {
    self.position = position
    self.untilPosition = untilPosition
    self.since = since
    self.until = until
  }
}
