public import ConnectorSDK
import Crypto
public import JSON

extension Event {
  /// The most of a platform's words that an event carries, in bytes.
  private static let rawLimit = 1 << 20

  /// What Meta reports and Chat4All has no use for. Meta gives such things no id: equal words are the same event.
  public static func unused(_ detail: String, _ json: JSONValue) -> Event {
    unused(detail, raw: JSONWriter.bytes(of: json))
  }

  public static func unused(_ detail: String, raw: [UInt8]) -> Event {
    let digest = SHA256.hash(data: raw).prefix(16).map { byte in
      (byte < 16 ? "0" : "") + String(byte, radix: 16)
    }
    var event = Event(.other, id: "other/\(digest.joined())")
    event.detail = detail
    if raw.count <= rawLimit { event.raw = raw }
    return event
  }
}
