/// Why a request has no response.
public struct OutboundError: Error, Sendable, Hashable, CustomStringConvertible {
  public enum Code: String, Sendable, CaseIterable {
    /// The request cannot be made: its URL, its method or a header is not one of HTTP.
    case invalidURL = "invalid_url"
    /// The URL, or a redirect, leads to a host that the request may not contact.
    case forbiddenHost = "forbidden_host"
    /// The host's addresses are ones that the request may not connect to.
    case forbiddenAddress = "forbidden_address"
    /// The host's name leads to no address.
    case resolve
    /// No connection.
    case connect
    /// A connection, but no agreement on TLS, or a certificate that proves nothing.
    case tls
    /// The time was over; `wasSent` says whether the request had gone out.
    case timeout
    /// A response longer than allowed.
    case tooLarge = "too_large"
    /// What came back is not HTTP, or cannot be decompressed, or redirects without end.
    case protocolError = "protocol_error"
    /// The connection ended before the response did.
    case interrupted
    /// The source of the body to send threw, or ended early.
    case source
    /// The sink of the response's body threw.
    case sink
    /// Given up by the caller.
    case cancelled
    /// Too many requests wait already, in all or for this host.
    case overloaded
    /// The client is stopping, or has stopped.
    case stopped
  }

  public var code: Code
  /// For people; holds neither the URL nor a secret.
  public var message: String
  /// The request, or a part of it, may have reached the server.
  public var wasSent: Bool

  public init(_ code: Code, _ message: String, wasSent: Bool = false) {
    self.code = code
    self.message = message
    self.wasSent = wasSent
  }

  public var description: String { "\(code.rawValue): \(message)" }
}
