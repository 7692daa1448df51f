package import Connectors
import JSON

/// One request of a connector, and what it was answered.
package struct CassetteExchange: Sendable, Equatable {
  /// As it is compared: headers sorted by name, what is not UTF-8 in the body replaced.
  package var method: String
  package var url: String
  package var headers: [String]
  package var body: String
  package var outcome: ConnectorHTTPOutcome

  package init(_ request: ConnectorHTTPRequest, _ outcome: ConnectorHTTPOutcome, _ mask: SecretMask) {
    method = request.method
    url = mask.hide(request.url)
    headers = request.headers.map { mask.hide("\($0.name.lowercased()): \($0.value)") }.sorted()
    switch request.body {
    case .none: body = ""
    case .file(let file): body = Self.text(file)
    case .bytes(let bytes): body = mask.hide(String(decoding: bytes, as: UTF8.self))
    case .parts(let parts):
      body = parts.map { part in
        let text = part.file.map(Self.text) ?? mask.hide(String(decoding: part.data, as: UTF8.self))
        return "\(part.name)=\(text)"
      }.joined(separator: "\n")
    }
    self.outcome = mask.hide(outcome)
  }

  /// Files stay where they are: a cassette tells how long they were.
  private static func text(_ file: FileReference) -> String { "(a file of \(file.length) bytes)" }

  init(_ json: JSONValue) throws {
    guard let method = json["method"]?.stringValue, let url = json["url"]?.stringValue else {
      throw FixtureError("an exchange needs 'method' and 'url'")
    }
    self.method = method
    self.url = url
    headers = json["headers"]?.arrayValue?.compactMap(\.stringValue) ?? []
    body = json["body"]?.stringValue ?? ""
    if let failure = json["failure"]?.stringValue {
      guard let known = ConnectorHTTPOutcome.Failure.allCases.first(where: { "\($0)" == failure }) else {
        throw FixtureError("'\(failure)' is no failure of an exchange")
      }
      outcome = .failure(known, detail: "as recorded")
      return
    }
    guard let status = json["status"]?.integerValue else {
      throw FixtureError("an exchange needs 'status' or 'failure'")
    }
    let headers = (json["answer_headers"]?.objectValue?.members ?? []).map {
      ConnectorHTTPRequest.Header(name: $0.key, value: $0.value.stringValue ?? "")
    }
    outcome = .response(
      .init(status: Int(clamping: status), headers: headers, body: Array((json["answer"]?.stringValue ?? "").utf8)))
  }

  var json: JSONValue {
    var object = JSONObject([
      ("method", .string(method)), ("url", .string(url)), ("headers", .array(headers.map(JSONValue.string))),
      ("body", .string(body)),
    ])
    switch outcome {
    case .failure(let failure, _): object["failure"] = .string("\(failure)")
    case .response(let response):
      object["status"] = .integer(response.status)
      // Only what a connector can act upon: dates and the like would make every recording another one.
      let kept = response.headers.filter {
        ["content-type", "retry-after"].contains($0.name) || $0.name.hasPrefix("x-")
      }
      object["answer_headers"] = .object(JSONObject(kept.map { ($0.name, JSONValue.string($0.value)) }))
      object["answer"] = .string(String(decoding: response.body, as: UTF8.self))
    }
    return .object(object)
  }

  /// In which way a request is another one than the recorded; nil when it is the same.
  func difference(from asked: CassetteExchange) -> String? {
    var lines: [String] = []
    for (name, recorded, asked) in [
      ("method", method, asked.method), ("url", url, asked.url),
      ("headers", headers.joined(separator: "; "), asked.headers.joined(separator: "; ")), ("body", body, asked.body),
    ] where recorded != asked {
      lines.append("  \(name)\n    recorded  \(recorded)\n    asked     \(asked)")
    }
    return lines.isEmpty ? nil : lines.joined(separator: "\n")
  }
}
