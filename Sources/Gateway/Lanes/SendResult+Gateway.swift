import Connectors

extension SendResult {
  /// The platform, or the host, asked for a slower pace: nothing was sent and no attempt is counted.
  var isRateLimit: Bool { codeName == "rate_limited" }
}
