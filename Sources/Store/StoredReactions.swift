import JSON
import Model

/// The column of a message's reactions: one for each user, in the order in which they came. One that was taken back
/// stays, empty, so that an older one that comes late does not bring it back.
enum StoredReactions {
  static func read(_ json: [UInt8]) throws(JSONError) -> [Reaction] {
    // Most messages have none.
    guard json.count > 2 else { return [] }
    return try JSONParser.parse(json).arrayValue?.compactMap { entry in
      guard let user = entry["user_id"]?.stringValue, let reaction = entry["reaction"]?.stringValue,
        let channel = entry["channel"]?.stringValue, let time = entry["at"]?.integerValue
      else { return nil }
      return Reaction(userID: user, reaction: reaction, channel: channel, reactedAt: Timestamp(microseconds: time))
    } ?? []
  }

  static func bytes(of reactions: [Reaction]) -> [UInt8] {
    JSONWriter.bytes(
      of: .array(
        reactions.map { reaction in
          [
            "user_id": .string(reaction.userID), "reaction": .string(reaction.reaction),
            "channel": .string(reaction.channel), "at": .integer(reaction.reactedAt.microseconds),
          ]
        }))
  }
}
