import Crypto

/// Verifies what Standard Webhooks signs: HMAC-SHA256 over `id.timestamp.body`.
struct WebhookSignature: Sendable {
  /// Seconds by which a timestamp may be wrong, either way.
  static let tolerance: Int64 = 300

  private let key: SymmetricKey

  /// Nil where the text is no `whsec_` and base64 (the prefix may be left out).
  init?(secret: String) {
    let text = secret.hasPrefix("whsec_") ? secret.dropFirst("whsec_".count) : secret[...]
    guard let bytes = Base64.decode(text), !bytes.isEmpty else { return nil }
    key = SymmetricKey(data: bytes)
  }

  /// Nil where all is well; else what is wrong.
  func fault(id: String?, timestamp: String?, signature: String?, body: [UInt8], now: Moment) -> String? {
    guard let id, !id.isEmpty else { return "webhook-id is missing" }
    guard let timestamp else { return "webhook-timestamp is missing" }
    guard let seconds = Int64(timestamp) else { return "webhook-timestamp is no number" }
    guard let signature else { return "webhook-signature is missing" }
    guard abs(now.seconds - seconds) <= Self.tolerance else {
      return "webhook-timestamp is more than 5 minutes away"
    }
    var code = HMAC<SHA256>(key: key)
    code.update(data: Array("\(id).\(timestamp).".utf8))
    code.update(data: body)
    let expected = Array(code.finalize())
    // Every signature is looked at, so that time says nothing about which one fits.
    let matches = signature.split(separator: " ").prefix(16).filter { part in
      guard part.hasPrefix("v1,"), let given = Base64.decode(part.dropFirst(3)) else { return false }
      return ConstantTime.equal(given, expected)
    }
    return matches.isEmpty ? "no v1 signature fits" : nil
  }
}
