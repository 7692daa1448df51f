/// Where updates go.
struct TelegramWebhook: Hashable, Sendable {
  static let defaultConnections = 40
  /// What has to be listed to be sent.
  static let unlisted: Set<String> = ["chat_member", "message_reaction", "message_reaction_count"]

  var url: String
  var target: HTTPTarget
  var secret: String?
  var maxConnections = Self.defaultConnections

  /// 1 to 256 letters, digits, `_` and `-`.
  static func isSecret(_ text: String) -> Bool {
    (1...256).contains(text.utf8.count)
      && text.utf8.allSatisfy {
        switch $0 {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }
}
