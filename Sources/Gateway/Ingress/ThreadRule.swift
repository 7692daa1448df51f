import Model
import Store

/// Which conversation a message of a platform belongs to: a pure decision over what is known.
///
/// In this order: the conversation of the message that it answers; the one that its chat is bound to; the one that its
/// chat was made for; the one in which its author was last written to over the account; a new one. A conversation counts if the author is a member, or, for a group,
/// can become one.
enum ThreadRule {
  enum Destination: Hashable {
    case conversation(ConversationID, joins: Bool)
    /// A new conversation, to which the chat is bound from now on; `former` is what it was bound to before.
    case new(former: ConversationID?)
  }

  static func destination(_ ways: IngressReads.Ways, isGroup: Bool) -> Destination {
    if let way = ways.quoted, let found = enter(way, asGroup: isGroup) { return found }
    // A bound group takes in whoever speaks in it.
    if let way = ways.bound, !ways.isForeign, let found = enter(way, asGroup: way.isGroup) { return found }
    if let way = ways.named, let found = enter(way, asGroup: false) { return found }
    // In a group, who was last written to elsewhere is beside the point.
    if !isGroup, let way = ways.contacted, let found = enter(way, asGroup: false) { return found }
    return .new(former: ways.bound?.conversationID)
  }

  private static func enter(_ way: IngressReads.Way, asGroup: Bool) -> Destination? {
    if way.isMember { return .conversation(way.conversationID, joins: false) }
    return way.isGroup && asGroup ? .conversation(way.conversationID, joins: true) : nil
  }
}
