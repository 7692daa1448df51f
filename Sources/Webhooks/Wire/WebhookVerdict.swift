public import Model

/// What an answer means for the event and its endpoint.
public enum WebhookVerdict: Sendable, Hashable {
  /// 2xx.
  case success
  /// Everything else, a redirect among it; with the wait that the endpoint asked for.
  case failure(retryAfter: Duration?)
  /// 410: the endpoint wants no more.
  case gone

  public init(_ answer: WebhookAnswer, now: Timestamp) {
    switch answer.status {
    case .some(200..<300): self = .success
    case 410: self = .gone
    case 429, 503: self = .failure(retryAfter: answer.retryAfter.flatMap { RetryAfter.parse($0, now: now) })
    default: self = .failure(retryAfter: nil)
    }
  }
}
