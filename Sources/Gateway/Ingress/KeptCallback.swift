import Connectors
import JSON
import Model
import Store

/// A platform's request that crashed its connector, as it is kept among the recorded events: with everything that it takes
/// to hand it over again, its signature included.
struct KeptCallback: Sendable {
  /// In place of an event's kind.
  static let kind = "callback"
  static let reason = "connector_crashed"

  /// The same for each repetition of the request; see `CrashingCallback`.
  var id: String
  var account: String
  /// The channel's type.
  var channel: String
  var request: WebhookRequest

  var entry: IngressEventStore.Entry {
    IngressEventStore.Entry(
      account: account, eventID: id, channel: channel, kind: Self.kind, data: json, raw: request.body,
      occurredAt: Timestamp(microseconds: request.receivedAt))
  }

  private var json: [UInt8] {
    let headers = request.headers.map { JSONValue.array([.string($0.name), .string($0.value)]) }
    var members: [(String, JSONValue)] = [
      ("kind", .string(Self.kind)), ("at", .integer(request.receivedAt)), ("method", .string(request.method)),
      ("path", .string(request.path)), ("query", .string(request.query)),
      ("remote_address", .string(request.remoteAddress)), ("headers", .array(headers)),
    ]
    if let url = request.url { members.append(("url", .string(url))) }
    return JSONWriter.bytes(of: .object(JSONObject(members)))
  }

  /// The request again; nil for what no version of this program has kept.
  static func request(from json: [UInt8], body: [UInt8], deadline: Duration) -> WebhookRequest? {
    guard let value = try? JSONParser.parse(json), value["kind"]?.stringValue == kind,
      let time = value["at"]?.integerValue, let method = value["method"]?.stringValue
    else { return nil }
    var request = WebhookRequest(
      receivedAt: time, method: method, url: value["url"]?.stringValue, path: value["path"]?.stringValue ?? "",
      query: value["query"]?.stringValue ?? "", remoteAddress: value["remote_address"]?.stringValue ?? "",
      body: body, deadline: deadline)
    request.headers = (value["headers"]?.arrayValue ?? []).compactMap { header in
      guard let pair = header.arrayValue, pair.count == 2, let name = pair[0].stringValue,
        let value = pair[1].stringValue
      else { return nil }
      return (name: name, value: value)
    }
    request.isReplayed = true
    return request
  }

  /// Whether a record is one of these.
  static func isOne(_ json: [UInt8]) -> Bool {
    (try? JSONParser.parse(json))?["kind"]?.stringValue == kind
  }
}
