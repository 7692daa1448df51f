/// What the room needs of the one that speaks HTTP.
public protocol WebhookTransport: Sendable {
  /// Makes one POST without following redirects, and completes exactly once, from any thread, within the POST's
  /// time-out. The completion is quick.
  func post(_ post: WebhookPost, completion: @escaping @Sendable (WebhookAnswer) -> Void)
}

/// What came of a POST.
public struct WebhookAnswer: Sendable, Hashable {
  /// The HTTP status; nil where there was none.
  public var status: Int?
  /// The Retry-After field, as it came.
  public var retryAfter: String?
  /// At most the first ``WebhookAttempt/responseLimit`` bytes of the answer.
  public var body: [UInt8]
  /// Why there was no answer, as a stable code such as `timeout`.
  public var error: String?
  public var elapsed: Duration

  public init(
    status: Int?, retryAfter: String? = nil, body: [UInt8] = [], error: String? = nil, elapsed: Duration = .zero
  ) {
    self.status = status
    self.retryAfter = retryAfter
    self.body = body
    self.error = error
    self.elapsed = elapsed
  }
}
