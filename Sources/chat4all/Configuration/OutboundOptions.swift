import ArgumentParser
import Foundation
import OutboundHTTP

/// What `serve` can be told about the requests that it makes itself, to platforms and to developers' endpoints.
struct OutboundOptions: ParsableArguments {
  @Option(
    help: "A proxy for all outgoing requests: http://, https:// or socks5h://, with credentials where it wants them.")
  var outboundProxy: String?

  @Option(help: "Hosts that are contacted without the proxy: localhost,*.example.org.")
  var outboundNoProxy: String?

  @Option(help: "A PEM file of certificate authorities that are trusted besides the system's.")
  var outboundCaFile: String?

  @Option(help: "A PEM file with the certificate that is shown to servers that ask for one.")
  var outboundCertificate: String?

  @Option(help: "The PEM file of that certificate's private key.")
  var outboundKey: String?

  func resolve(_ reader: SettingReader) throws -> OutboundSettings {
    let settings = OutboundSettings(
      proxy: try reader.optionalText("outbound-proxy", flag: outboundProxy),
      noProxy: try reader.hosts("outbound-no-proxy", flag: outboundNoProxy),
      caFile: try reader.optionalText("outbound-ca-file", flag: outboundCaFile),
      certificate: try reader.optionalText("outbound-certificate", flag: outboundCertificate),
      key: try reader.optionalText("outbound-key", flag: outboundKey))
    try settings.check()
    return settings
  }
}

/// What `serve` was told about its own requests, resolved.
struct OutboundSettings {
  /// May hold credentials: never shown.
  var proxy: Setting<String?>
  var noProxy: Setting<[HostPattern]>
  var caFile: Setting<String?>
  var certificate: Setting<String?>
  var key: Setting<String?>

  /// The configuration of an HTTP client with these settings.
  func apply(to configuration: OutboundHTTPClient.Configuration) -> OutboundHTTPClient.Configuration {
    var configuration = configuration
    configuration.proxy = proxy.value.map {
      OutboundProxy(url: $0, exceptions: noProxy.value)
    }
    configuration.caFile = caFile.value
    if let certificate = certificate.value, let key = key.value {
      configuration.clientCertificate = ClientCertificate(certificateFile: certificate, keyFile: key)
    }
    return configuration
  }

  fileprivate func check() throws {
    if let url = proxy.value,
      !["http://", "https://", "socks5h://"].contains(where: { url.lowercased().hasPrefix($0) })
    {
      throw ValidationError("\(proxy.place) must begin with http://, https:// or socks5h://.")
    }
    for file in [caFile, certificate, key] {
      guard let path = file.value, !FileManager.default.isReadableFile(atPath: path) else { continue }
      throw ValidationError("\(file.place): '\(path)' cannot be read.")
    }
    guard (certificate.value == nil) == (key.value == nil) else {
      throw ValidationError("--outbound-certificate and --outbound-key must be given together.")
    }
  }
}

extension SettingReader {
  /// Patterns of hosts, separated by commas.
  fileprivate func hosts(_ name: String, flag: String?) throws -> Setting<[HostPattern]> {
    let text = try text(name, flag: flag, default: "")
    let hosts = try text.value.split(separator: ",").map { part in
      let part = part.filter { $0 != " " }
      guard let host = HostPattern(part) else {
        throw ValidationError("\(text.place): '\(part)' must be a host like example.org or *.example.org.")
      }
      return host
    }
    return Setting(name: name, value: hosts, source: text.source)
  }
}
