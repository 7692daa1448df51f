import Addresses
import Model
import Store

/// A due delivery in its lane.
struct LaneItem: Sendable {
  var owned: OwnedDelivery
  /// What the message says.
  var text: String
  /// How `text` is written.
  var format = MessageFormat.plain
  var sender: String
  /// What to call the author, where it is known.
  var senderName: String?
  /// When the message was accepted.
  var createdAt: Timestamp
  /// The platform's chat; nil for the private chat with the delivery's address.
  var chat: String?
  /// The message that it answers, or, of a change, that it is about.
  var quote: Quote?
  /// How that message begins.
  var quotedText: String?
  /// Of a change: the platform's names of the second and later parts of its message.
  var parts: [String] = []
  /// An owner before this one may have sent it without being able to say so.
  var mayHaveBeenSent = false
  /// Not before this instant.
  var notBefore: ContinuousClock.Instant?

  init(owned: OwnedDelivery, text: String, sender: String, createdAt: Timestamp) {
    self.owned = owned
    self.text = text
    self.sender = sender
    self.createdAt = createdAt
  }

  /// Takes over what was loaded; throws only where stored bytes were damaged.
  init(_ pending: PendingDelivery) throws {
    let content = try MessageContent(body: pending.body)
    let change = pending.owned.delivery.change
    self.init(
      owned: pending.owned, text: change == nil ? content.text : "",
      sender: change == nil ? pending.sender : change?.actor ?? "", createdAt: pending.createdAt)
    format = content.format
    parts = pending.parts
    if change == nil { senderName = content.source?.senderName }
    if change != nil {
      quotedText = Excerpt.of(content.text, format: content.format)
    } else if let body = pending.quotedBody {
      let quoted = try MessageContent(body: body)
      quotedText = Excerpt.of(quoted.text, format: quoted.format)
    }
    chat = pending.chat
    quote = Quote(remoteID: pending.quotedID, delivery: pending.quotedDelivery)
  }

  /// Has it go to another address of its recipient; a chat that goes by the address goes by the new one, too.
  mutating func move(to address: String) {
    func key(_ text: String?) -> String? {
      text.map { PlatformAddress(channel: owned.delivery.channel, text: $0).key }
    }
    if key(chat) == key(owned.delivery.address) { chat = nil }
    owned.delivery.address = address
  }

  var queueID: Int64 { owned.queueID }
  var partition: Int16 { owned.partition }
  var delivery: Delivery { owned.delivery }
  /// About what it takes in memory, in bytes.
  var size: Int { text.utf8.count + (owned.delivery.change?.text.utf8.count ?? 0) + 768 }
  var lane: LaneKey { LaneKey(owned) }
}

extension LaneKey {
  init(_ owned: OwnedDelivery) {
    self.init(
      conversationID: owned.delivery.key.conversationID, recipient: owned.delivery.recipient,
      account: owned.delivery.account)
  }
}
