import ConnectorSDK
import Crypto

/// How the users and rooms of the application service are called on the homeserver.
struct MatrixNames: Sendable {
  /// The most that a user id or an alias may have, in bytes.
  private static let longestID = 255

  let serverName: String
  let prefix: String
  let senderLocalpart: String

  init(_ settings: MatrixSettings) {
    serverName = settings.serverName
    prefix = settings.userPrefix
    senderLocalpart = settings.senderLocalpart
  }

  /// The user that the application service is itself.
  var bot: String { "@\(senderLocalpart):\(serverName)" }

  /// The user that stands for an author of Chat4All: always the same one, and for each another.
  func ghost(of author: String) -> String { "@\(localpart(of: author)):\(serverName)" }

  /// Whether a user is the bot or stands for somebody.
  func isOwn(_ user: String) -> Bool {
    user == bot || (user.hasPrefix("@\(prefix)") && user.hasSuffix(":\(serverName)"))
  }

  /// Whether it can be a person: `@localpart:server`.
  static func isUser(_ id: String) -> Bool {
    id.hasPrefix("@") && id.utf8.count <= longestID && id.dropFirst().contains(":")
      && !id.contains(where: \.isWhitespace)
  }

  /// Not parsed any further: in newer versions of rooms there is no server behind the id.
  static func isRoom(_ id: String) -> Bool {
    id.hasPrefix("!") && id.utf8.count > 1 && id.utf8.count <= longestID && !id.contains(where: \.isWhitespace)
  }

  static func isEvent(_ id: String) -> Bool {
    id.hasPrefix("$") && id.utf8.count > 1 && id.utf8.count <= longestID && !id.contains(where: \.isWhitespace)
  }

  static func localpart(_ user: String) -> String { String(user.dropFirst().prefix { $0 != ":" }) }

  /// The name, without `#` and the server, of the room in which a person follows a conversation. A name that can be
  /// calculated needs not be kept, and makes it impossible that there are two.
  func directRoom(conversation: String, person: String) -> String {
    "\(prefix)dm_\(Self.digest("\(conversation)\u{0}\(person)"))"
  }

  private func localpart(of author: String) -> String {
    var name = prefix + Self.escaped(author)
    // Somebody may be called as the bot is.
    if name == senderLocalpart, let first = author.utf8.first {
      name = prefix + Self.escape(first) + Self.escaped(String(decoding: author.utf8.dropFirst(), as: UTF8.self))
    }
    // Not to be mistaken for an escaped name: `=s` is no escape.
    guard name.utf8.count + serverName.utf8.count + 2 <= Self.longestID else {
      return "\(prefix)=s\(Self.digest(author))"
    }
    return name
  }

  /// The characters that a localpart may have, and `=xx` for every other byte.
  private static func escaped(_ text: String) -> String {
    text.utf8.reduce(into: "") { name, byte in
      let isPlain = isLowercaseOrDigit(byte) || ".-_".utf8.contains(byte)
      name += isPlain ? String(Character(Unicode.Scalar(byte))) : escape(byte)
    }
  }

  private static func escape(_ byte: UInt8) -> String { "=" + hexadecimal([byte]) }

  private static func digest(_ text: String) -> String {
    hexadecimal(SHA256.hash(data: Array(text.utf8)).prefix(20))
  }

  private static func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
    bytes.reduce(into: "") { text, byte in
      text += byte < 16 ? "0" : ""
      text += String(byte, radix: 16)
    }
  }

  static func isLowercaseOrDigit(_ byte: UInt8) -> Bool {
    (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
