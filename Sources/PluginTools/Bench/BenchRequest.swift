import CConnectorABI
import Connectors

/// An HTTP request that a connector asked for.
struct BenchRequest: Sendable {
  var token: c4a_op
  var instance: c4a_instance
  var cause: c4a_op
  var request: ConnectorHTTPRequest

  /// All that goes over the line, for searching.
  var bytes: [UInt8] {
    var bytes = Array(request.url.utf8)
    for header in request.headers { bytes += Array("\n\(header.name): \(header.value)".utf8) }
    bytes.append(10)
    switch request.body {
    case .none, .file: break
    case .bytes(let body): bytes += body
    case .parts(let parts): for part in parts { bytes += part.data + [10] }
    }
    return bytes
  }
}
