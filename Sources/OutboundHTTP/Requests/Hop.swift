/// What goes to one server: the request as it was given, or what a redirect made of it.
struct Hop: Sendable {
  let url: ParsedURL
  let method: String
  let body: OutboundBody
  let headers: HeaderList

  private let given: [OutboundHeader]

  /// The most redirects that are followed.
  static let redirectLimit = 5

  /// - Throws: why the request cannot be made, or may not.
  init(_ request: OutboundRequest) throws(OutboundError) {
    guard (1...32).contains(request.method.utf8.count), request.method.utf8.allSatisfy(HeaderList.isToken),
      request.method != "CONNECT"
    else {
      throw OutboundError(.invalidURL, "the method is none of HTTP")
    }
    try self.init(
      url: try ParsedURL.parse(request.url), method: request.method, body: request.body, given: request.headers,
      request: request)
  }

  private init(
    url: ParsedURL, method: String, body: OutboundBody, given: [OutboundHeader], request: OutboundRequest
  ) throws(OutboundError) {
    guard request.hostPolicy.allows(url) else {
      throw OutboundError(.forbiddenHost, "the host is not one that may be contacted")
    }
    // Found out when connecting at the latest; but a proxy would connect for us.
    if let address = url.address, !request.addressPolicy.allows(address) {
      throw OutboundError(.forbiddenAddress, Exchange.forbiddenAddress)
    }
    self.url = url
    self.method = method
    self.body = body
    self.given = given
    self.headers = try HeaderList(given, body: body)
  }

  /// Whether a response of this kind is a redirect that names where to go.
  static func isRedirect(_ status: Int) -> Bool {
    switch status {
    case 301, 302, 303, 307, 308: true
    default: false
    }
  }

  /// What a redirect asks for. 303, and by custom 301 and 302 of a POST, turn the request into a GET.
  ///
  /// - Throws: where it may not go.
  func following(_ location: String, status: Int, request: OutboundRequest) throws(OutboundError) -> Hop {
    let target = try url.resolving(location)
    guard target.isEncrypted || !url.isEncrypted else {
      throw OutboundError(.forbiddenHost, "the redirect leads from https:// to http://")
    }
    var given = given
    if !target.hasSameOrigin(as: url) {
      given.removeAll { ["authorization", "cookie"].contains($0.name.lowercased()) }
    }
    let becomesGet = status == 303 ? method != "HEAD" : method == "POST" && (status == 301 || status == 302)
    if becomesGet { given.removeAll { $0.name.lowercased().hasPrefix("content-") } }
    return try Hop(
      url: target, method: becomesGet ? "GET" : method, body: becomesGet ? .none : body, given: given, request: request)
  }
}
