import Model
import Store

/// How the message that another one answers is called on its platform.
enum Quote: Sendable, Hashable {
  case name(String)
  /// By the name that this delivery gets once it is sent.
  case delivery(DeliveryKey)

  init?(remoteID: String?, delivery: DeliveryKey?) {
    if let remoteID { self = .name(remoteID) } else if let delivery { self = .delivery(delivery) } else { return nil }
  }

  /// The name that means something to this recipient: in the chat in which they got the message or wrote it.
  init?(among names: [QuotedName], for delivery: Delivery, chat: String?) {
    let usable = names.filter { name in
      name.account == delivery.account && (name.userID == delivery.recipient || (chat != nil && name.chat == chat))
    }
    guard let name = usable.first(where: { $0.remoteID != nil }) ?? usable.first else { return nil }
    self.init(remoteID: name.remoteID, delivery: name.delivery)
  }
}
