import Crypto
import FoundationEssentials
public import Model

/// Signs POSTs as Standard Webhooks has it, with the secrets of one endpoint.
public struct WebhookSigner: Sendable {
  /// HMAC-SHA256 under a secret, with nothing authenticated yet: a copy of it saves the work of taking the key in.
  private let current: HMAC<SHA256>
  private let previous: HMAC<SHA256>?
  private let previousUntil: Timestamp?

  public init(_ secrets: WebhookSecrets) {
    current = HMAC<SHA256>(key: SymmetricKey(data: secrets.current))
    previous = secrets.previous.map { HMAC<SHA256>(key: SymmetricKey(data: $0)) }
    previousUntil = secrets.previousUntil
  }

  /// The header fields webhook-id, webhook-timestamp and webhook-signature.
  ///
  /// The signature is `v1,` and the base64 of HMAC-SHA256 over id, timestamp and body, joined by dots; one for each
  /// secret in force, the newest first, separated by blanks.
  public func headers(eventID: String, body: [UInt8], at time: Timestamp) -> [(name: String, value: String)] {
    let seconds = String(time.microseconds / 1_000_000)
    let head = Array("\(eventID).\(seconds).".utf8)
    var signature = Self.signature(current, head, body)
    if let previous, let previousUntil, time < previousUntil {
      signature += " " + Self.signature(previous, head, body)
    }
    return [("webhook-id", eventID), ("webhook-timestamp", seconds), ("webhook-signature", signature)]
  }

  private static func signature(_ key: HMAC<SHA256>, _ head: [UInt8], _ body: [UInt8]) -> String {
    var authentication = key
    authentication.update(data: head)
    authentication.update(data: body)
    return "v1," + Data(authentication.finalize()).base64EncodedString()
  }
}
