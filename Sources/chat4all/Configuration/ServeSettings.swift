public import ArgumentParser
import Connectors
public import Gateway
import OutboundHTTP

extension UncertainSends: ExpressibleByArgument {}

/// What `serve` was told, resolved.
struct ServeSettings {
  var storage: StorageSettings
  var log: LogSettings
  var webhooks: WebhookSettings
  var outbound: OutboundSettings
  var confinement: ConfinementSettings
  var host: Setting<String>
  var port: Setting<Int>
  var channels: Setting<String>
  var plugins: [String]
  var partitions: Setting<Int>
  var maxMembers: Setting<Int>
  var clientRate: Setting<Int>
  var bodyLimit: Setting<Int>
  var acceptQueue: Setting<Int>
  var sendTimeout: Setting<Int>
  var channelDeadline: Setting<Int>
  var uncertainSends: Setting<UncertainSends>
  var connectorAllowPrivate: Setting<[CIDR]>
  var publicURL: Setting<String?>
  var ingressBodyLimit: Setting<Int>
  var ingressConcurrency: Setting<Int>
  /// In seconds.
  var ingressTimeout: Setting<Int>
  /// In days.
  var ingressRetention: Setting<Int>
  var grace: Setting<Int>
}

extension ServeCommand {
  /// What takes effect: options before variables before what holds without either.
  func resolve(_ reader: SettingReader = SettingReader()) throws -> ServeSettings {
    ServeSettings(
      storage: try storage.resolve(reader),
      log: try log.resolve(reader),
      webhooks: try webhooks.resolve(reader),
      outbound: try outbound.resolve(reader),
      confinement: try confinement.resolve(reader),
      host: try reader.text("host", flag: host, default: "127.0.0.1"),
      port: try reader.integer("port", flag: port, default: 8080, in: 0...65_535),
      channels: try reader.text("channels", flag: channels, default: "channels.yaml"),
      plugins: PluginSearchPath.directories(flags: plugins, environment: reader.environment),
      partitions: try reader.integer("partitions", flag: partitions, default: 64, in: 1...1024),
      maxMembers: try reader.integer("max-members", flag: maxMembers, default: 100, in: 3...1000),
      clientRate: try reader.integer("client-rate", flag: clientRate, default: 20_000, in: 0...1_000_000),
      bodyLimit: try reader.integer("body-limit", flag: bodyLimit, default: 128 << 10, in: 1024...16 << 20),
      acceptQueue: try reader.integer("accept-queue", flag: acceptQueue, default: 20_000, in: 1...1_000_000),
      sendTimeout: try reader.integer("send-timeout", flag: sendTimeout, default: 30, in: 1...600),
      channelDeadline: try reader.integer("channel-deadline", flag: channelDeadline, default: 60, in: 1...86_400),
      uncertainSends: try reader.choice("uncertain-sends", flag: uncertainSends, default: .retry),
      connectorAllowPrivate: try reader.addresses("connector-allow-private", flag: connectorAllowPrivate),
      publicURL: try reader.publicURL(flag: publicUrl),
      ingressBodyLimit: try reader.integer(
        "ingress-body-limit", flag: ingressBodyLimit, default: 4 << 20, in: 1024...64 << 20),
      ingressConcurrency: try reader.integer(
        "ingress-concurrency", flag: ingressConcurrency, default: 256, in: 1...100_000),
      ingressTimeout: try reader.integer("ingress-timeout", flag: ingressTimeout, default: 10, in: 1...300),
      ingressRetention: try reader.integer("ingress-retention", flag: ingressRetention, default: 14, in: 1...3650),
      grace: try reader.integer("grace", flag: grace, default: 20, in: 1...3600))
  }
}
