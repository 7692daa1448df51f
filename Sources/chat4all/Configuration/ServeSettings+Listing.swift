import OutboundHTTP
import Postgres

extension ServeSettings {
  /// One line of `chat4all config`.
  struct Line {
    var name: String
    var variable: String
    var value: String
    var source: String
  }

  /// Every setting with its value and where it comes from; secrets are masked.
  var listing: [Line] {
    [
      line(storage.dataDirectory) { $0 }, line(storage.databaseURL, Self.masked), line(log.level, \.rawValue),
      line(log.format, \.rawValue), line(host) { $0 }, line(port, \.description), line(channels) { $0 },
      Line(
        name: "plugins", variable: "CHAT4ALL_PLUGINS", value: plugins.joined(separator: ":"), source: "search path"),
      line(partitions, \.description), line(maxMembers, \.description), line(clientRate, \.description),
      line(bodyLimit, \.description), line(acceptQueue, \.description), line(sendTimeout, \.description),
      line(channelDeadline, \.description), line(uncertainSends, \.rawValue),
      line(connectorAllowPrivate, Self.listed),
      line(publicURL) { $0 ?? "(none)" }, line(ingressBodyLimit, \.description),
      line(ingressConcurrency, \.description), line(ingressTimeout, \.description),
      line(ingressRetention, \.description), line(grace, \.description),
      line(webhooks.allowPrivate, Self.listed),
      line(webhooks.inFlight, \.description), line(webhooks.endpointInFlight, \.description),
      line(webhooks.timeout, \.description), line(webhooks.hold, \.description),
      line(webhooks.attemptHours, \.description), line(outbound.proxy) { $0 == nil ? "(none)" : "(set)" },
      line(outbound.noProxy, Self.listed), line(outbound.caFile) { $0 ?? "(none)" },
      line(outbound.certificate) { $0 ?? "(none)" }, line(outbound.key) { $0 ?? "(none)" },
      line(confinement.level, \.rawValue), line(confinement.memory, \.description),
      line(confinement.threads, \.description), line(confinement.user) { $0?.description ?? "(none)" },
    ]
  }

  private func line<Value>(_ setting: Setting<Value>, _ text: (Value) -> String) -> Line {
    Line(name: setting.name, variable: setting.variable, value: text(setting.value), source: setting.source.rawValue)
  }

  private static func listed(_ values: [some CustomStringConvertible]) -> String {
    values.isEmpty ? "(none)" : values.map(\.description).joined(separator: ",")
  }

  /// A database URL without its password.
  private static func masked(_ url: String?) -> String {
    guard let url else { return "(private database)" }
    return (try? PostgresConfiguration(url).description) ?? "(not a database URL)"
  }
}
