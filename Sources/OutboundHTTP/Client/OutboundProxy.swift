/// A proxy that all requests go through, but for some hosts.
///
/// The proxy finds the addresses and connects to them, so the address policy cannot be held there: only addresses that
/// stand in the URL itself are still checked. Operate a proxy that refuses inner addresses, or trust the URLs.
public struct OutboundProxy: Sendable, Hashable {
  /// `http://`, `https://` or `socks5h://`; may hold credentials: never logged.
  public var url: String
  /// Contacted directly.
  public var exceptions: [HostPattern]

  public init(url: String, exceptions: [HostPattern] = []) {
    self.url = url
    self.exceptions = exceptions
  }

  func serves(_ target: ParsedURL) -> Bool {
    !HostPolicy.only(exceptions).allows(target)
  }
}
