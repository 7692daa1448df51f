/// What becomes of a response that is longer than its limit.
public enum ResponseOverflow: Sendable, Hashable {
  /// The request fails with `tooLarge`.
  case fail
  /// The first bytes are kept; the request succeeds, `isTruncated` is set. Of the rest up to 64 KiB are read, so that the
  /// connection can be kept; a longer one is broken off.
  case truncate
}

/// An HTTP request to make.
public struct OutboundRequest: Sendable {
  /// A token of HTTP, in upper case: `GET`, `POST`.
  public var method: String
  /// Absolute, `http` or `https`. Never logged: it may hold a secret.
  public var url: String
  /// `Host`, `Content-Length`, `Transfer-Encoding`, `Connection`, `Expect` and `Proxy-…` are the client's and left out.
  public var headers: [OutboundHeader]
  public var body: OutboundBody
  /// For finding the address, connecting and agreeing on TLS.
  public var connectTimeout: Duration
  /// From `send` to the last byte, waiting for a turn and redirects included.
  public var totalTimeout: Duration
  /// The longest body, in bytes after decompression.
  public var responseLimit: Int
  public var overflow: ResponseOverflow
  /// Takes the body of a final 2xx response; nil keeps it in memory. `responseLimit` holds for what is written to it: the
  /// request fails with `tooLarge` before it is exceeded, whatever `overflow` says. The bodies of other responses stay in
  /// memory, up to 8 MiB or `responseLimit` if that is less, and are cut off there: an error must not hide behind the length
  /// of its page. What goes to a sink takes nothing of the party's memory.
  public var sink: (any OutboundSink)?
  /// Up to five. Each is checked as the first one was; what identifies the caller does not go to another host.
  public var followsRedirects: Bool
  /// Which addresses may be connected to. It does not hold behind a proxy, see `OutboundProxy`.
  public var addressPolicy: AddressPolicy
  /// Which hosts may be named, by the URL and by redirects.
  public var hostPolicy: HostPolicy
  /// Whether the request may silently go out again when a kept connection turns out to be dead. Where it may not, such a
  /// request fails with `interrupted`. The default is what HTTP says of the method: not for POST and PATCH.
  public var mayRepeat: Bool
  /// On whose behalf it is made; nil for nobody in particular.
  public var party: Party?

  public init(
    method: String, url: String, headers: [OutboundHeader] = [], body: OutboundBody = .none,
    connectTimeout: Duration = .seconds(5), totalTimeout: Duration = .seconds(30), responseLimit: Int = 8 << 20,
    overflow: ResponseOverflow = .fail, sink: (any OutboundSink)? = nil, followsRedirects: Bool = false,
    addressPolicy: AddressPolicy = .publicOnly, hostPolicy: HostPolicy = .any, mayRepeat: Bool? = nil,
    party: Party? = nil
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.connectTimeout = connectTimeout
    self.totalTimeout = totalTimeout
    self.responseLimit = responseLimit
    self.overflow = overflow
    self.sink = sink
    self.followsRedirects = followsRedirects
    self.addressPolicy = addressPolicy
    self.hostPolicy = hostPolicy
    self.mayRepeat = mayRepeat ?? !["POST", "PATCH", "CONNECT"].contains(method)
    self.party = party
  }
}
