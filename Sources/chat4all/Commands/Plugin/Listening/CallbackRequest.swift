import Connectors

/// A request as it came to `plugin run --listen`.
struct CallbackRequest: Sendable {
  /// Where callbacks come in, as at a gateway whose account is called `run`.
  static let root = "/ingress/run"

  var method: String
  /// The path and the query, as they came.
  var target: String
  /// Names in lower case.
  var headers: [(name: String, value: String)]
  var body: [UInt8]
  var remoteAddress: String

  /// The request as a connector gets it; nil for a target that is not below `root`.
  ///
  /// - Parameters:
  ///   - publicURL: How the platform calls `root`; nil takes the Host header's word for it.
  ///   - now: Microseconds since 1970.
  func webhook(publicURL: String?, now: Int64) -> WebhookRequest? {
    let whole = target.prefix { $0 != "#" }
    let path = whole.prefix { $0 != "?" }
    guard path == Self.root || path.hasPrefix(Self.root + "/") else { return nil }
    let rest = whole.dropFirst(Self.root.count)
    let host = headers.first { $0.name == "host" }?.value
    let base = publicURL ?? host.map { "http://\($0)\(Self.root)" }
    return WebhookRequest(
      receivedAt: now, method: method, url: base.map { $0 + rest }, path: String(path.dropFirst(Self.root.count)),
      query: String(whole.dropFirst(path.count).dropFirst()), remoteAddress: remoteAddress, headers: headers, body: body
    )
  }
}
