import Foundation
import JSON
import NIOHTTP1

/// A gateway's REST API, as one client sees it.
struct APIConnection {
  private let exchange: HTTPExchange
  private let token: String

  /// Gets an access token.
  init(address: String, clientID: String, secret: String) async throws {
    guard let components = URLComponents(string: address), components.scheme == "http", let host = components.host
    else { throw StartError("the gateway's address must look like http://127.0.0.1:8080; it is \(address)") }
    exchange = HTTPExchange(host: host, port: components.port ?? 80)
    let response = try await Self.run(
      exchange, .POST, "/auth/token", token: nil,
      body: ["client_id": .string(clientID), "client_secret": .string(secret)])
    guard let token = response["access_token"]?.stringValue else {
      throw StartError("the gateway gave no access token")
    }
    self.token = token
  }

  func get(_ path: String) async throws -> JSONValue {
    try await Self.run(exchange, .GET, path, token: token, body: nil)
  }

  func post(_ path: String, _ body: JSONValue) async throws -> JSONValue {
    try await Self.run(exchange, .POST, path, token: token, body: body)
  }

  private static func run(
    _ exchange: HTTPExchange, _ method: HTTPMethod, _ path: String, token: String?, body: JSONValue?
  ) async throws -> JSONValue {
    var headers: [(String, String)] = [("accept", "application/json")]
    if let token { headers.append(("authorization", "Bearer \(token)")) }
    if body != nil { headers.append(("content-type", "application/json")) }
    let response = try await exchange.run(method, path, headers: headers, body: body.map(JSONWriter.bytes(of:)))
    let value = try? JSONParser.parse(response.body)
    guard (200..<300).contains(response.status), let value else {
      let fields = value?["errors"]?.arrayValue?.compactMap { field in
        field["pointer"]?.stringValue.map { "\($0) \(field["detail"]?.stringValue ?? "")" }
      }
      let detail = value?["detail"]?.stringValue ?? "status \(response.status)"
      throw StartError(([detail] + (fields ?? [])).joined(separator: "\n  "))
    }
    return value
  }
}

extension String {
  /// Fit for one segment of a path, or a query's value.
  var percentEncoded: String {
    addingPercentEncoding(withAllowedCharacters: .alphanumerics.union(.init(charactersIn: "-._~"))) ?? self
  }
}
