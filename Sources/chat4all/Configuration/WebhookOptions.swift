import ArgumentParser
import OutboundHTTP

/// What `serve` can be told about webhooks.
struct WebhookOptions: ParsableArguments {
  @Option(
    help: "Networks that webhooks may lead to besides public ones, as CIDRs separated by commas; none by default.")
  var webhookAllowPrivate: String?

  @Option(help: "Webhook POSTs under way at once.")
  var webhookInFlight: Int?

  @Option(help: "Webhook POSTs under way at once to one endpoint.")
  var webhookEndpointInFlight: Int?

  @Option(help: "Seconds that a webhook POST may take.")
  var webhookTimeout: Int?

  @Option(help: "Seconds that a conversation's events wait for one that an endpoint does not take.")
  var webhookHold: Int?

  @Option(help: "Hours that webhook attempts are kept.")
  var webhookAttemptHours: Int?

  func resolve(_ reader: SettingReader) throws -> WebhookSettings {
    WebhookSettings(
      allowPrivate: try reader.addresses("webhook-allow-private", flag: webhookAllowPrivate),
      inFlight: try reader.integer("webhook-in-flight", flag: webhookInFlight, default: 256, in: 1...4096),
      endpointInFlight: try reader.integer(
        "webhook-endpoint-in-flight", flag: webhookEndpointInFlight, default: 64, in: 1...1024),
      timeout: try reader.integer("webhook-timeout", flag: webhookTimeout, default: 15, in: 1...60),
      hold: try reader.integer("webhook-hold", flag: webhookHold, default: 300, in: 0...86_400),
      attemptHours: try reader.integer("webhook-attempt-hours", flag: webhookAttemptHours, default: 168, in: 1...8760))
  }
}

/// What `serve` was told about webhooks, resolved.
struct WebhookSettings {
  var allowPrivate: Setting<[CIDR]>
  var inFlight: Setting<Int>
  var endpointInFlight: Setting<Int>
  var timeout: Setting<Int>
  var hold: Setting<Int>
  var attemptHours: Setting<Int>
}
