import Crypto
import FoundationEssentials
public import Model

/// Signs a POST as Standard Webhooks has it.
public enum WebhookSignature {
  /// The values of the header fields webhook-id, webhook-timestamp and webhook-signature.
  ///
  /// The signature is `v1,` and the base64 of HMAC-SHA256 over id, timestamp and body, joined by dots; one for each
  /// secret in force, separated by blanks.
  public static func headers(
    eventID: String, body: [UInt8], secrets: WebhookSecrets, at time: Timestamp
  ) -> [(name: String, value: String)] {
    let seconds = String(time.microseconds / 1_000_000)
    let head = Array("\(eventID).\(seconds).".utf8)
    let signatures = secrets.valid(at: time).map { secret in
      var authentication = HMAC<SHA256>(key: SymmetricKey(data: secret))
      authentication.update(data: head)
      authentication.update(data: body)
      return "v1," + Data(authentication.finalize()).base64EncodedString()
    }
    return [
      ("webhook-id", eventID), ("webhook-timestamp", seconds),
      ("webhook-signature", signatures.joined(separator: " ")),
    ]
  }
}
