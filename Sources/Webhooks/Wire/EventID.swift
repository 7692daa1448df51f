public import FoundationEssentials
public import Model

/// The name of an event at endpoints, webhook-id: made of what the log knows, so it is the same for each attempt, each
/// endpoint and each node. A conversation's id makes it distinct from those of other installations.
public enum EventID {
  private static let prefix = "evt_"

  /// Such as `evt_0190f2c6d5e17b1c8f00a2f4a1b2c3d4_1042`.
  public static func text(conversation: ConversationID, position: Int64) -> String {
    "\(prefix)\(hex(conversation.uuid))_\(position)"
  }

  /// A name for what stands in no log.
  public static func test(_ id: UUID) -> String { "evt_test_\(hex(id))" }

  /// Nil for what is no event of a log.
  public static func parse(_ text: String) -> (conversation: ConversationID, position: Int64)? {
    let parts = text.dropFirst(prefix.count).split(separator: "_", omittingEmptySubsequences: false)
    guard text.hasPrefix(prefix), parts.count == 2, parts[0].utf8.count == 32, let position = Int64(parts[1]),
      position > 0, parts[1].utf8.first != UInt8(ascii: "+"), let uuid = uuid(String(parts[0]))
    else { return nil }
    return (ConversationID(uuid), position)
  }

  private static func hex(_ uuid: UUID) -> String {
    String(decoding: uuid.lowercaseString.utf8.filter { $0 != UInt8(ascii: "-") }, as: UTF8.self)
  }

  private static func uuid(_ hex: String) -> UUID? {
    guard
      hex.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || UInt8(ascii: "a")...UInt8(ascii: "f") ~= $0 }
      )
    else { return nil }
    var text = hex
    for offset in [8, 13, 18, 23] { text.insert("-", at: text.utf8.index(text.startIndex, offsetBy: offset)) }
    return UUID(uuidString: text)
  }
}
