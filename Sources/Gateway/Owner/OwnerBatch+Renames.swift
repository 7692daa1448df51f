import Inbox
import JSON
import Model
import Store

extension OwnerBatch {
  /// Has what waits for a member wait for who they are now, and what waits for a chat or an address go where that is now.
  mutating func rename(_ envelope: Envelope) throws(JSONError) {
    if let move = try ChatMove(json: envelope.body, in: envelope.conversationID) {
      moves.append(move)
      return
    }
    if let move = try AddressMove(json: envelope.body, in: envelope.conversationID) {
      // The last one counts.
      writes.addressMoves.removeAll {
        $0.conversationID == move.conversationID && $0.userID == move.userID && $0.channel == move.channel
      }
      writes.addressMoves.append(move)
      return
    }
    guard let rename = try MemberRename(json: envelope.body) else { return }
    let change = OwnerWrites.Rename(conversationID: envelope.conversationID, from: rename.from, into: rename.into)
    renames.append(change)
    writes.renames.append(change)
  }

  /// Who these users are by now in a conversation. One who is no member may be a member's alias: then the batch is decided
  /// once more with the members' other ids.
  mutating func present(_ userIDs: [String], in head: ConversationHead, _ id: ConversationID) -> [String] {
    guard userIDs.contains(where: { userID in !head.members.contains { $0.userID == userID } }) else { return userIDs }
    guard context.knowsAliases else {
      unresolved.insert(id)
      return userIDs
    }
    var seen: Set<String> = []
    for (from, into) in head.aliases { renames.append(.init(conversationID: id, from: from, into: into)) }
    return userIDs.map(head.present).filter { seen.insert($0).inserted }
  }
}
