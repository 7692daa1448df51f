import Connectors
import Model
import Postgres

// What the owner hands to others: sends to connectors, events to the intake.
extension OwnerWork {
  mutating func depart() -> ContinuousClock.Instant? {
    let (departures, next) = scheduler.departures(at: clock.now)
    for departure in departures { send(departure) }
    return next
  }

  func send(_ departure: LaneScheduler.Departure) {
    let item = departure.item
    let key = item.delivery.key
    let address = item.delivery.address ?? ""
    let quoted: String? =
      switch item.quote {
      case .name(let name): name
      case .delivery(let delivery): desk.name(of: delivery)
      case nil: nil
      }
    if let change = item.delivery.change { return carry(change, departure, name: quoted) }
    let traits = owner.rules.planner.table.traits(of: item.delivery.account)
    let canQuote = quoted != nil && traits.contains(.reply)
    let written = item.words(for: traits, showsReply: canQuote)
    let message = OutboundText(
      messageID: item.owned.messageID, conversationKey: key.conversationID.description, address: address,
      chat: item.chat == address ? nil : item.chat, replyTo: canQuote ? quoted : nil, text: written.text,
      format: written.format.connectorFormat,
      idempotencyKey: "\(key.conversationID)/\(key.sequenceNumber)/\(key.ordinal)",
      deadline: owner.configuration.sendTimeout, attempt: Int(item.delivery.attempts) + 1,
      possibleDuplicate: item.mayHaveBeenSent || item.delivery.possibleDuplicate, sender: item.sender,
      senderName: item.senderName)
    owner.connectors.sendText(message, account: item.delivery.account) { [mailbox = owner.mailbox] result in
      mailbox.put(SendAnswer(item: item, pass: departure.pass, result: result, answeredAt: .now()))
    }
  }

  mutating func submitEvents() {
    owner.mailbox.settle(receipts: desk.takeSettled())
    for event in desk.takeOthers() { owner.submit(event, to: intake) }
    let now = clock.now
    guard now >= nextTry else { return }
    nextTry = now + Self.tick
    for event in owner.mailbox.takeReturned() { owner.submit(event, to: intake) }
  }
}
