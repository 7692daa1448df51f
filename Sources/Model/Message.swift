/// One message as its readers see it.
public struct Message: Sendable, Hashable {
  public var messageID: String
  public var conversationID: ConversationID
  /// The place in the conversation, from 1, without gaps; nil until the conversation's owner has taken the message.
  public var sequenceNumber: Int64?
  public var sender: String
  /// Recipients, channels, payload and metadata, as JSON text.
  public var body: MessageBody
  public var createdAt: Timestamp
  public var updatedAt: Timestamp
  public var expiresAt: Timestamp?
  public var isEdited = false
  public var isDeleted = false
  /// One for each user who reacts to it, oldest first.
  public var reactions: [Reaction] = []
  public var deliveries: [Delivery]
  /// What carried its edits, its deletion and its reactions to the recipients' channels.
  public var changes: [Delivery] = []

  public init(
    messageID: String, conversationID: ConversationID, sequenceNumber: Int64?, sender: String, body: MessageBody,
    createdAt: Timestamp, updatedAt: Timestamp, expiresAt: Timestamp? = nil, isEdited: Bool = false,
    isDeleted: Bool = false, deliveries: [Delivery] = []
  ) {
    self.messageID = messageID
    self.conversationID = conversationID
    self.sequenceNumber = sequenceNumber
    self.sender = sender
    self.body = body
    self.createdAt = createdAt
    self.updatedAt = updatedAt
    self.expiresAt = expiresAt
    self.isEdited = isEdited
    self.isDeleted = isDeleted
    self.deliveries = deliveries
  }

  /// The status of the whole message; see ``overallStatus(of:)``.
  public var status: DeliveryStatus { sequenceNumber == nil ? .pending : Self.overallStatus(of: deliveries) }

  /// Each recipient counts with the best of its deliveries, and the message stands where the last of its recipients
  /// stands. Recipients that cannot be reached any more are left out, unless nobody was reached: then it failed. A
  /// message that had nobody to go to counts as sent.
  public static func overallStatus(of deliveries: some Collection<Delivery>) -> DeliveryStatus {
    if let only = deliveries.first, deliveries.count == 1 { return shown(only.status) }
    var best: [String: DeliveryStatus] = [:]
    for delivery in deliveries {
      best[delivery.recipient] = better(best[delivery.recipient], shown(delivery.status))
    }
    let reachable = best.values.filter { $0 != .failed }
    return reachable.min { $0.rawValue < $1.rawValue } ?? (best.isEmpty ? .sent : .failed)
  }

  private static func shown(_ status: DeliveryStatus) -> DeliveryStatus {
    switch status {
    case .waiting: .pending
    case .skipped: .failed
    default: status
    }
  }

  private static func better(_ left: DeliveryStatus?, _ right: DeliveryStatus) -> DeliveryStatus {
    guard let left, left != .failed else { return right }
    return right == .failed || right.rawValue < left.rawValue ? left : right
  }
}
