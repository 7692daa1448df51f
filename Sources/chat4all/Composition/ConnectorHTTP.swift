import Connectors
import Files
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
  private let files: TemporaryFiles
  /// By account; as many as have ever been configured while this process runs.
  private let parties = Mutex<[String: Party]>([:])

  /// - Parameter files: Holds the responses that become files.
  init(client: OutboundHTTPClient, addressPolicy: AddressPolicy, files: TemporaryFiles) {
    self.client = client
    self.files = files
    self.addressPolicy = addressPolicy
  }

  func send(
    _ request: ConnectorHTTPRequest, completion: @escaping @Sendable (ConnectorHTTPOutcome) -> Void
  ) -> UInt64 {
    let stored = request.storesResponse ? StoredResponse(files: files, account: request.account) : nil
    var outbound = outbound(request)
    outbound.sink = stored
    return client.send(outbound) { result in completion(ConnectorHTTPOutcome(result, stored)) }.number
  }

  var storesResponses: Bool { true }

  func cancel(_ request: UInt64) {
    client.cancel(OutboundToken(number: request))
  }

  private func outbound(_ request: ConnectorHTTPRequest) -> OutboundRequest {
    let body: OutboundBody =
      switch request.body {
      case .none: .none
      case .bytes(let bytes): .bytes(bytes)
      case .file(let reference): Self.source(reference).map(OutboundBody.source) ?? .none
      case .parts(let parts):
        .multipart(
          parts.map { part in
            guard let source = part.file.flatMap(Self.source) else {
              return OutboundPart(name: part.name, filename: part.filename, mime: part.mime, data: part.data)
            }
            return OutboundPart(name: part.name, filename: part.filename, mime: part.mime, source: source)
          })
      }
    return OutboundRequest(
      method: request.method, url: request.url,
      headers: request.headers.map { OutboundHeader(name: $0.name, value: $0.value) }, body: body,
      totalTimeout: request.timeout, responseLimit: request.responseLimit,
      followsRedirects: request.followsRedirects, addressPolicy: addressPolicy,
      hostPolicy: .only(request.allowedHosts.compactMap { HostPattern($0.description) }),
      party: party(of: request.account))
  }

  /// The host has looked the file up.
  private static func source(_ reference: FileReference) -> (any OutboundSource)? {
    reference.file.map(FileSource.init)
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
  /// - Parameter stored: Where a body went that was to become a file.
  init(_ result: Result<OutboundResponse, OutboundError>, _ stored: StoredResponse? = nil) {
    switch result {
    case .success(let response):
      let headers = response.headers.map { ConnectorHTTPRequest.Header(name: $0.name, value: $0.value) }
      var told = Response(status: response.status, headers: headers, body: response.body)
      if let stored, (200..<300).contains(response.status) {
        do throws(TemporaryFileError) {
          told.file = FileReference(StoredFile(try stored.file()))
        } catch {
          self = .failure(.noAnswer, detail: "\(error)")
          return
        }
      }
      self = .response(told)
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
