public import Model
public import Webhooks

/// What the use cases about webhooks need of other rooms, and their limits.
public struct WebhookDesk: Sendable {
  /// For tests of endpoints.
  public var transport: any WebhookTransport
  /// How long a POST may take.
  public var timeout: Duration
  /// Whether an endpoint may have this address.
  public var isAllowed: @Sendable (_ address: String) -> Bool
  /// Called after something about an endpoint has changed.
  public var changed: @Sendable (WebhookID) -> Void
  /// Endpoints of one client.
  public var maximumPerClient: Int
  /// How long a replaced secret goes on to sign.
  public var secretOverlap: Duration

  public init(
    transport: any WebhookTransport, timeout: Duration, maximumPerClient: Int = 1000,
    secretOverlap: Duration = .seconds(86_400), isAllowed: @escaping @Sendable (_ address: String) -> Bool,
    changed: @escaping @Sendable (WebhookID) -> Void
  ) {
    self.transport = transport
    self.timeout = timeout
    self.maximumPerClient = maximumPerClient
    self.secretOverlap = secretOverlap
    self.isAllowed = isAllowed
    self.changed = changed
  }

  /// Throws what is wrong with an endpoint's URL, told of the field that it stood in.
  func check(_ url: String, field: String) throws(GatewayError) {
    do throws(WebhookURL.Fault) {
      let url = try WebhookURL(url)
      guard let address = url.address, !isAllowed(address) else { return }
    } catch {
      throw GatewayError(field: field, error.description)
    }
    throw GatewayError(
      field: field, "must lead to a public address; this one is private, reserved or this machine's own")
  }

  /// Throws where a filter can match nothing.
  func check(_ patterns: [String], field: String) throws(GatewayError) {
    let wrong = patterns.filter { !EventFilter.isAcceptable($0) }
    guard !wrong.isEmpty else { return }
    throw GatewayError(
      field: field, "must hold *, a prefix such as message.*, or of \(EventFilter.knownTypes.joined(separator: ", "))")
  }
}
