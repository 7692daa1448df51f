import Addresses
import Crypto

/// How someone is called who wrote from an address that nobody has.
///
/// The id is part of the API: `<channel>:<address>`, such as `whatsapp:5511987654321`. Where that would be longer than an id
/// may be, the address's SHA-256 takes its place; where the user of that id has another address on the channel, eight digits
/// of it are added.
enum UnknownPerson {
  /// In Unicode scalars, as the database counts.
  static let maximumLength = 128

  static func userID(channel: String, address: String) -> String {
    let id = "\(channel):\(address)"
    return id.unicodeScalars.count <= maximumLength ? id : "\(channel):\(digest(address))"
  }

  /// For when the first one is taken by somebody else.
  static func otherUserID(channel: String, address: String) -> String {
    let id = userID(channel: channel, address: address).unicodeScalars.prefix(maximumLength - 9)
    return "\(String.UnicodeScalarView(id))~\(digest(address).prefix(8))"
  }

  /// Whether a user is somebody who was made for an address, in whatever spelling of it, and is nobody else.
  static func isStranger(_ userID: String, channel: String, address: String) -> Bool {
    ([address] + PlatformAddress(channel: channel, text: address).variants).contains { spelling in
      userID == self.userID(channel: channel, address: spelling)
        || userID == otherUserID(channel: channel, address: spelling)
    }
  }

  private static func digest(_ text: String) -> String {
    let alphabet = Array("0123456789abcdef")
    return String(SHA256.hash(data: Array(text.utf8)).flatMap { [alphabet[Int($0 >> 4)], alphabet[Int($0 & 15)]] })
  }
}
