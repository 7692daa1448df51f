public import ConnectorSDK

/// What stands before every callback of Meta: the handshake of an address, and the signature of all that comes afterwards.
public struct HubGate: Sendable {
  private let signatures: [HubSignature]
  private let verifyToken: String?

  /// - Parameters:
  ///   - secrets: the app's secret; of several, each is accepted. Without one every POST is refused.
  ///   - verifyToken: what the operator enters beside the address. Without it no address can be registered.
  public init(secrets: [String], verifyToken: String?) {
    signatures = secrets.map(HubSignature.init)
    self.verifyToken = verifyToken
  }

  /// The answer to a handshake, or to what is not proven to be Meta's; nil for a POST that is.
  public func answer(_ request: WebhookRequest) -> WebhookAnswer? {
    switch request.method {
    case "GET": return handshake(request)
    case "POST": break
    default: return .refused(405, "Meta calls with GET and POST")
    }
    guard !signatures.isEmpty else {
      return .refused(403, "'app_secret' is not set, so nothing proves that a callback is Meta's")
    }
    let header = request.header("x-hub-signature-256")
    guard signatures.contains(where: { $0.isValid(header, of: request.body) }) else {
      return .refused(401, "X-Hub-Signature-256 is missing or wrong")
    }
    return nil
  }

  private func handshake(_ request: WebhookRequest) -> WebhookAnswer {
    guard let expected = verifyToken else {
      return .refused(403, "'verify_token' is not set, so no callback address can be registered")
    }
    guard request.parameter("hub.mode") == "subscribe", let challenge = request.parameter("hub.challenge"),
      let given = request.parameter("hub.verify_token"), ConstantTime.isEqual(given, expected)
    else { return .refused(403, "hub.verify_token is missing or wrong") }
    return .text(challenge)
  }
}
