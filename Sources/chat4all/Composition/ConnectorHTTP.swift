import Connectors
import OutboundHTTP
import Synchronization

/// Makes connectors' HTTP requests: to the hosts that each may contact, and only to public addresses besides those that
/// the operator named. Each account has its own share of places and memory.
final class ConnectorHTTP: ConnectorHTTPPort {
  /// Requests of one account under way at once.
  static let requestsPerAccount = 256
  /// The bodies of responses that one account receives at once, together: bytes.
  private static let responsesTogether = 128 << 20

  private let client: OutboundHTTPClient
  private let addressPolicy: AddressPolicy
  /// By account; as many as have ever been configured while this process runs.
  private let parties = Mutex<[String: Party]>([:])

  init(client: OutboundHTTPClient, addressPolicy: AddressPolicy) {
    self.client = client
    self.addressPolicy = addressPolicy
  }

  func send(
    _ request: ConnectorHTTPRequest, completion: @escaping @Sendable (ConnectorHTTPOutcome) -> Void
  ) -> UInt64 {
    client.send(outbound(request)) { result in completion(ConnectorHTTPOutcome(result)) }.number
  }

  func cancel(_ request: UInt64) {
    client.cancel(OutboundToken(number: request))
  }

  private func outbound(_ request: ConnectorHTTPRequest) -> OutboundRequest {
    let body: OutboundBody =
      switch request.body {
      case .none: .none
      case .bytes(let bytes): .bytes(bytes)
      case .parts(let parts):
        .multipart(
          parts.map { OutboundPart(name: $0.name, filename: $0.filename, mime: $0.mime, data: $0.data) })
      }
    return OutboundRequest(
      method: request.method, url: request.url,
      headers: request.headers.map { OutboundHeader(name: $0.name, value: $0.value) }, body: body,
      totalTimeout: request.timeout, responseLimit: request.responseLimit,
      followsRedirects: request.followsRedirects, addressPolicy: addressPolicy,
      hostPolicy: .only(request.allowedHosts.compactMap { HostPattern($0.description) }),
      party: party(of: request.account))
  }

  private func party(of account: String) -> Party {
    parties.withLock { parties in
      if let party = parties[account] { return party }
      let party = Party(name: account, responseLimit: Self.responsesTogether)
      parties[account] = party
      return party
    }
  }
}

extension ConnectorHTTPOutcome {
  init(_ result: Result<OutboundResponse, OutboundError>) {
    switch result {
    case .success(let response):
      let headers = response.headers.map { ConnectorHTTPRequest.Header(name: $0.name, value: $0.value) }
      self = .response(Response(status: response.status, headers: headers, body: response.body))
    case .failure(let error):
      let hint =
        error.code == .forbiddenAddress ? "; --connector-allow-private lets connectors contact such addresses" : ""
      self = .failure(Failure(error), detail: error.message + hint)
    }
  }
}

extension ConnectorHTTPOutcome.Failure {
  init(_ error: OutboundError) {
    switch error.code {
    case .invalidURL, .forbiddenHost, .forbiddenAddress: self = .forbidden
    case .tooLarge: self = .tooLarge
    case .cancelled: self = .cancelled
    case .sink: self = .noAnswer
    case .timeout: self = error.wasSent ? .timeout : .notSent
    case .resolve, .connect, .tls, .protocolError, .interrupted, .source, .overloaded, .stopped:
      self = error.wasSent ? .noAnswer : .notSent
    }
  }
}
