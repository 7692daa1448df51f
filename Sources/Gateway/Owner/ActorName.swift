import Store

/// What to call whoever has edited, deleted or reacted, where a channel can only say so in words.
enum ActorName {
  /// In characters.
  static let limit = 64

  /// - Returns: The member's display name in one line, or their id where they have none; nil where it goes without saying,
  ///   since there are only two people, and for a stranger without a name: their id is their address on another platform,
  ///   which is for nobody else to see.
  static func of(_ userID: String, in head: ConversationHead?) -> String? {
    guard let head, head.members.count > 2, let member = head.members.first(where: { $0.userID == userID }) else {
      return nil
    }
    let words = (member.displayName ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
    if !words.isEmpty { return words.count <= limit ? words : words.prefix(limit - 1) + "…" }
    let isStranger = member.addresses.contains { channel, address in
      UnknownPerson.isStranger(userID, channel: channel, address: address)
    }
    return isStranger ? nil : String(userID.prefix(limit))
  }
}
