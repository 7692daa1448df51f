/// One message on its way to one recipient over one channel account.
public struct Delivery: Sendable, Hashable {
  public var key: DeliveryKey
  /// The user who is to get the message.
  public var recipient: String
  /// The channel's type, such as `telegram`, or `internal`.
  public var channel: String
  /// The channel account, as channels.yaml names it, or `internal`.
  public var account: String
  /// The recipient's address on the platform; nil for `internal`.
  public var address: String?
  public private(set) var status: DeliveryStatus
  /// Sends tried so far. A pause of the account and a rate limit consume none.
  public var attempts: Int16 = 0
  /// When to try again; nil for at once.
  public var nextAttemptAt: Timestamp?
  /// When it is given up if it has not been delivered; nil for never.
  public var expiresAt: Timestamp?
  /// When the next channel of a `first_success` message takes over; nil where none waits.
  public var fallbackAt: Timestamp?
  public private(set) var sentAt: Timestamp?
  public private(set) var deliveredAt: Timestamp?
  public private(set) var readAt: Timestamp?
  public private(set) var failedAt: Timestamp?
  /// The platform's name for the message.
  public var externalMessageID: String?
  /// Why it failed or waits, as a stable code such as `connector.permanent`; nil when all is well.
  public var reason: String?
  /// What the connector said about it; holds no secret.
  public var detail: String?
  /// A send whose outcome is unknown was repeated: the recipient may see the message twice.
  public var possibleDuplicate = false
  /// Seconds that a `first_success` channel has before the next one begins; nil for the strategy `all`.
  public var deadlineSeconds: Int32?
  /// The change that it carries; nil where it carries the message.
  public var change: CarriedChange?
  /// The name that stands in front of the words, so that every attempt and every edit says the same; nil where the channel
  /// shows it by itself, and where it goes without saying: between two people.
  public var author: String?
  /// What operations of the message came to on this channel, where that was not native.
  public var notes: [OperationNote] = []

  public init(
    key: DeliveryKey, recipient: String, channel: String, account: String, address: String?, status: DeliveryStatus
  ) {
    self.key = key
    self.recipient = recipient
    self.channel = channel
    self.account = account
    self.address = address
    self.status = status
  }

  /// Rebuilds a delivery from what was stored.
  public init(
    key: DeliveryKey, recipient: String, channel: String, account: String, address: String?, status: DeliveryStatus,
    sentAt: Timestamp?, deliveredAt: Timestamp?, readAt: Timestamp?, failedAt: Timestamp?
  ) {
    self.init(
      key: key, recipient: recipient, channel: channel, account: account, address: address, status: status)
    self.sentAt = sentAt
    self.deliveredAt = deliveredAt
    self.readAt = readAt
    self.failedAt = failedAt
  }

  /// Raises the status where the lattice allows it, and says whether it did. A step never lies before the one that
  /// preceded it, whatever a platform's clock says.
  public mutating func advance(to next: DeliveryStatus, at time: Timestamp) -> Bool {
    guard status.canAdvance(to: next) else { return false }
    let time = [sentAt, deliveredAt].compactMap { $0 }.reduce(time) { max($0, $1) }
    status = next
    switch next {
    case .sent: sentAt = time
    case .delivered: deliveredAt = time
    case .read: readAt = time
    case .failed: failedAt = time
    case .pending, .waiting, .skipped: break
    }
    if next != .pending { nextAttemptAt = nil }
    return true
  }

  /// When it is given up unless something happens before. What a platform has taken over is its own to deliver; what
  /// waits inside the gateway can still expire.
  public var pendingExpiry: Timestamp? {
    switch status {
    case .pending, .waiting: expiresAt
    case .sent: address == nil ? expiresAt : nil
    default: nil
    }
  }

  /// The steps taken so far, oldest first: what a reader sees as the status history.
  public var steps: [(status: DeliveryStatus, at: Timestamp)] {
    var steps: [(status: DeliveryStatus, at: Timestamp)] = []
    forEachStep { steps.append((status: $0, at: $1)) }
    return steps
  }

  /// Calls `body` for each of ``steps`` without making a list of them.
  public func forEachStep(_ body: (DeliveryStatus, Timestamp) -> Void) {
    if let sentAt { body(.sent, sentAt) }
    if let deliveredAt { body(.delivered, deliveredAt) }
    if let readAt { body(.read, readAt) }
    if let failedAt { body(.failed, failedAt) }
  }

  /// When the last of ``steps`` was taken; nil before the first.
  public var lastStepAt: Timestamp? { failedAt ?? readAt ?? deliveredAt ?? sentAt }
}
