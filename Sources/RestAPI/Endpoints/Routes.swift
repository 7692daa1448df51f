import Telemetry

extension Edge {
  /// Everything that the edge answers. The document in docs/openapi.json lists the same, and a test compares them.
  func routes() -> [Route] {
    TokenEndpoint(edge: self).routes + ConversationEndpoints(gateway: gateway).routes
      + MessageEndpoints(gateway: gateway, time: time).routes + UserEndpoints(gateway: gateway).routes
      + WebhookEndpoints(gateway: gateway).routes + OperationEndpoints(gateway: gateway, metrics: metrics).routes
      + IngressEndpoint(gateway: gateway).routes + ChangeEndpoints(gateway: gateway).routes
  }
}
