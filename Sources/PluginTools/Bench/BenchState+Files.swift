import CConnectorABI
import Connectors

extension BenchState {
  /// A request with the bytes of the files that it names, and whether these could be read; nil where one is not there.
  func withFiles(_ request: ConnectorHTTPRequest) -> (request: ConnectorHTTPRequest, isWhole: Bool)? {
    var request = request
    var isWhole = true
    func bytes(_ reference: FileReference) -> [UInt8]? {
      guard let file = files[reference.number] else { return nil }
      if file.brokenFrom < file.bytes.count { isWhole = false }
      return Array(file.bytes.prefix(file.brokenFrom))
    }
    switch request.body {
    case .none, .bytes: break
    case .file(let reference):
      guard let bytes = bytes(reference) else { return nil }
      request.body = .bytes(bytes)
    case .parts(var parts):
      for index in parts.indices {
        guard let reference = parts[index].file else { continue }
        guard let bytes = bytes(reference) else { return nil }
        parts[index].data = bytes
        parts[index].file = nil
      }
      request.body = .parts(parts)
    }
    return (request, isWhole)
  }

  /// What is answered, with the body as a file where that was asked for.
  mutating func stored(_ outcome: ConnectorHTTPOutcome, of request: ConnectorHTTPRequest) -> ConnectorHTTPOutcome {
    guard request.storesResponse, case .response(var response) = outcome, (200..<300).contains(response.status) else {
      return outcome
    }
    let file = token()
    files[file] = BenchFile(bytes: response.body)
    response.file = FileReference(number: file, length: UInt64(response.body.count))
    response.body = []
    return .response(response)
  }
}
