import Addresses
import Routing
import Store

/// What to call whoever has written, edited, deleted or reacted, where a channel can only say so in words.
enum ActorName {
  /// In characters, and in bytes of UTF-8: a character may be long.
  static let limit = 64
  static let byteLimit = 256

  /// The member's display name in one line, or else what their platform calls them, or their id.
  ///
  /// - Parameters:
  ///   - platformName: What the platform calls the author of a message that came in.
  ///   - table: Whose channels' types ids of strangers begin with.
  /// - Returns: Nil for one without a name whose id is an address on another platform: that is for nobody else to see; and for
  ///   one who is no member and without a name.
  static func of(
    _ userID: String, in head: ConversationHead, platformName: String? = nil, table: RoutingTable
  ) -> String? {
    let member = head.members.first { $0.userID == userID }
    if let name = line(member?.displayName) ?? line(platformName) { return name }
    guard let member, !isAddress(userID, of: member, table) else { return nil }
    return line(userID)
  }

  /// In one line and of limited length; nil for nothing that could be seen.
  private static func line(_ text: String?) -> String? {
    guard let text else { return nil }
    let fit = String(String.UnicodeScalarView(text.unicodeScalars.filter { !isUnfit($0) }))
    let words = fit.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    guard !words.isEmpty else { return nil }
    guard words.count > limit || words.utf8.count > byteLimit else { return words }
    var room = byteLimit - "…".utf8.count
    let beginning = words.prefix(limit - 1).prefix { character in
      room -= character.utf8.count
      return room >= 0
    }
    return beginning.isEmpty ? nil : beginning + "…"
  }

  /// What would change how the words behind the name look, or is not seen at all.
  private static func isUnfit(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x200B, 0x2060, 0xFEFF, 0x202A...0x202E, 0x2066...0x2069: true
    default: scalar.properties.generalCategory == .control && !scalar.properties.isWhitespace
    }
  }

  private static func isAddress(
    _ userID: String, of member: ConversationHead.Member, _ table: RoutingTable
  ) -> Bool {
    // Those who were made for an address keep the id when their address changes.
    if table.accounts.contains(where: { userID.hasPrefix("\($0.channel):") }) { return true }
    return member.addresses.contains { channel, address in
      UnknownPerson.isStranger(userID, channel: channel, address: address)
        || PlatformAddress(channel: channel, text: userID).key == PlatformAddress(channel: channel, text: address).key
    }
  }
}

extension ConversationHead {
  /// Whether somebody besides the author and the recipient is in the conversation, so that it has to be said who wrote.
  func hasOthers(than author: String, and recipient: String) -> Bool {
    // A member stands in the list once.
    members.count > 2 || members.contains { $0.userID != author && $0.userID != recipient }
  }
}
