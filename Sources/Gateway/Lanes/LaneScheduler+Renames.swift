import Model
import Store

extension LaneScheduler {
  /// Has what waits for a chat go where the chat is now, in its place in its lane. What is with the connector goes there if
  /// it is tried again.
  mutating func move(_ move: ChatMove) {
    for (key, lane) in lanes where key.conversationID == move.conversationID && key.account == move.account {
      for index in lane.items.indices where lane.items[index].chat == move.from {
        lanes[key]!.items[index].chat = move.to
      }
    }
  }

  /// Has what waits for people on a channel go to the addresses that they have there now, in its place in its lane. What is
  /// with the connector goes there if it is tried again.
  mutating func move(_ moves: [AddressMove]) {
    guard !moves.isEmpty else { return }
    let byConversation = Dictionary(grouping: moves, by: \.conversationID)
    for (key, lane) in lanes {
      guard let moves = byConversation[key.conversationID] else { continue }
      for move in moves where move.userID == key.recipient {
        for index in lane.items.indices where lane.items[index].delivery.channel == move.channel {
          lanes[key]!.items[index].move(to: move.address)
        }
      }
    }
  }

  /// Has the lanes of a recipient in a conversation go by another id, with everything in them.
  ///
  /// A lane that the other id has already stays beside the former one: those were two people with two addresses, and each
  /// of their chats keeps its order.
  mutating func rename(_ from: String, into: String, in conversation: ConversationID) {
    for key in lanes.keys where key.conversationID == conversation && key.recipient == from {
      let now = LaneKey(conversationID: conversation, recipient: into, account: key.account)
      guard lanes[now] == nil, var lane = lanes[key], !lane.isOrphaned else { continue }
      lanes[key] = nil
      for index in lane.items.indices { lane.items[index].owned.delivery.recipient = into }
      lanes[now] = lane
      switch lane.phase {
      // Its answer comes under the name that it left with.
      case .busy:
        let first = renamed.first { $0.value == key }?.key ?? key
        renamed[first] = now
      case .ready, .resting, .idle: wake(now)
      }
    }
  }
}
