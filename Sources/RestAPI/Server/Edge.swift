import Gateway
import Model
import Telemetry

/// What the parts of the edge share. One object, because every request takes hold of it.
final class Edge: Sendable {
  let gateway: any GatewayAPI
  let tokens: TokenAuthority
  let authenticator: Authenticator
  let configuration: RestConfiguration
  let metrics: GatewayMetrics
  let time: TimeSource
  let requestIDs = RequestIDs()
  let date = HTTPDate()
  let tokenRates: BucketMap
  let largeBodies: BodyGate

  init(
    gateway: any GatewayAPI,
    tokens: TokenAuthority,
    configuration: RestConfiguration,
    metrics: GatewayMetrics,
    time: TimeSource
  ) {
    self.gateway = gateway
    self.tokens = tokens
    self.configuration = configuration
    self.metrics = metrics
    self.time = time
    authenticator = Authenticator(gateway: gateway, tokens: tokens, configuration: configuration, time: time)
    tokenRates = BucketMap(configuration.tokenRate, capacity: configuration.tokenCacheCapacity)
    largeBodies = BodyGate(limit: configuration.maxLargeBodies)
  }
}
