import Routing
import Store

/// Who has to be sent a message of a conversation that is bound to a group of a platform. The group is one place: what is
/// said there is seen by all who are in it, so it gets one copy of what is said elsewhere, and none of its own words.
enum GroupAudience {
  /// - Parameter source: The account from which the message came; nil for one that came over the API.
  /// - Returns: The recipients without those who are reached in the group already, and with the group's address for the
  ///   first of them alone.
  static func recipients(
    _ recipients: [DeliveryPlanner.Recipient], threads: [ConversationHead.Thread], source: String?, table: RoutingTable
  ) -> [DeliveryPlanner.Recipient] {
    var recipients = recipients
    for thread in threads where thread.isGroup {
      guard let channel = table.account(named: thread.account)?.channel else { continue }
      var needsCopy = thread.account != source
      recipients = recipients.compactMap { recipient in
        guard recipient.addresses[channel] != nil else { return recipient }
        guard !needsCopy else {
          needsCopy = false
          return recipient
        }
        var recipient = recipient
        recipient.addresses[channel] = nil
        return recipient.addresses.isEmpty ? nil : recipient
      }
    }
    return recipients
  }
}
