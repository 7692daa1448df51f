import Connectors
package import JSON

/// Puts the name of a setting in the place of its secret.
package struct SecretMask: Sendable {
  private var secrets: [(value: String, name: String)] = []

  /// - Parameter schema: the connector's config_schema; secrets are what it marks with "writeOnly".
  package init(settings: [String: JSONValue], schema: JSONValue?) {
    for member in schema?["properties"]?.objectValue?.members ?? [] where member.value["writeOnly"]?.boolValue == true {
      if let value = settings[member.key]?.stringValue, !value.isEmpty { secrets.append((value, "<\(member.key)>")) }
    }
    // The longest first: one may be part of another.
    secrets.sort { $0.value.utf8.count > $1.value.utf8.count }
  }

  package func hide(_ text: String) -> String {
    secrets.reduce(text) { $0.replacing($1.value, with: $1.name) }
  }

  func hide(_ outcome: ConnectorHTTPOutcome) -> ConnectorHTTPOutcome {
    switch outcome {
    case .failure(let failure, let detail): return .failure(failure, detail: hide(detail))
    case .response(var response):
      response.body = Array(hide(String(decoding: response.body, as: UTF8.self)).utf8)
      for index in response.headers.indices { response.headers[index].value = hide(response.headers[index].value) }
      return .response(response)
    }
  }

  /// The settings as a cassette holds them.
  package func hide(_ settings: [String: JSONValue]) -> [String: JSONValue] {
    settings.mapValues { $0.stringValue.map { JSONValue.string(hide($0)) } ?? $0 }
  }
}
