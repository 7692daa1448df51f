import ConnectorSDK
import JSON

/// The homeserver's client-server API, as an application service calls it.
struct Homeserver: Sendable {
  let settings: MatrixSettings
  let host: Host

  /// Makes a call; every answer of the API is a result, what is thrown means that there was none.
  ///
  /// - Parameter user: In whose name, if not the bot's: a user of the namespace.
  func ask(
    _ method: String, _ path: ClientPath, as user: String? = nil, body: JSONValue? = nil, timeout: Duration? = nil
  ) async throws(ConnectorError) -> Result<JSONValue, Refusal> {
    var path = path
    if let user { path.query("user_id", user) }
    var request = HTTPRequest(
      method: method, url: settings.homeserverURL + path.text,
      headers: [HTTPHeader("Authorization", "Bearer \(settings.asToken)")], timeout: timeout)
    if let body {
      request.headers.append(HTTPHeader("Content-Type", "application/json"))
      request.body = .bytes(JSONWriter.bytes(of: body))
    }
    let response = try await host.http(request)
    guard response.isSuccess, let json = try? PlatformJSON.parse(response.body) else {
      return .failure(Refusal(response, hiding: [settings.asToken, settings.hsToken]))
    }
    return .success(json)
  }

  /// Makes a call that has to work.
  func demand(
    _ method: String, _ path: ClientPath, as user: String? = nil, body: JSONValue? = nil
  ) async throws(ConnectorError) -> JSONValue {
    switch try await ask(method, path, as: user, body: body) {
    case .success(let answer): answer
    case .failure(let refusal): throw refusal.error
    }
  }

  /// Makes a call whose refusal changes nothing for anybody; it is logged.
  func attempt(_ what: String, _ method: String, _ path: ClientPath, as user: String? = nil, body: JSONValue) async {
    do throws(ConnectorError) {
      _ = try await demand(method, path, as: user, body: body)
    } catch {
      host.log(.warning, "\(what): \(error)")
    }
  }

  /// Reads what may not be there; nil too where it may not be seen.
  func read(_ path: ClientPath, as user: String? = nil) async throws(ConnectorError) -> JSONValue? {
    switch try await ask("GET", path, as: user) {
    case .success(let answer): answer
    case .failure(let refusal) where refusal.isNotFound || refusal.isForbidden: nil
    case .failure(let refusal): throw refusal.error
    }
  }
}
