import Model
import OutboundHTTP
import Webhooks

/// Makes the POSTs of webhooks through the gateway's HTTP client, to allowed addresses and without redirects.
struct WebhookHTTP: WebhookTransport {
  let client: OutboundHTTPClient
  let policy: AddressPolicy

  /// Whether an endpoint may have this address.
  func allows(_ address: String) -> Bool {
    IPAddress(address).map { policy.allows($0) } ?? false
  }

  func post(_ post: WebhookPost, completion: @escaping @Sendable (WebhookAnswer) -> Void) {
    let began = ContinuousClock.now
    // Endpoints tell repetitions by their webhook-id, so a kept connection that has died meanwhile costs no attempt.
    let request = OutboundRequest(
      method: "POST", url: post.url, headers: post.headers.map { OutboundHeader(name: $0.name, value: $0.value) },
      body: .bytes(post.body), connectTimeout: min(post.timeout, .seconds(5)), totalTimeout: post.timeout,
      responseLimit: WebhookAttempt.responseLimit, overflow: .truncate, addressPolicy: policy, mayRepeat: true)
    client.send(request) { result in
      switch result {
      case .success(let response):
        completion(
          WebhookAnswer(
            status: response.status, retryAfter: response.header("retry-after"), body: response.body,
            elapsed: ContinuousClock.now - began))
      case .failure(let error):
        completion(WebhookAnswer(status: nil, error: error.code.rawValue, elapsed: ContinuousClock.now - began))
      }
    }
  }
}
